import type { ChapterBlockRecord, ChapterRecord, FigureRecord } from '../records.ts';
import { chapterBlocks } from './chapterDocument.ts';
import { python, stepCells, type Cell } from './notebookCells.ts';
import { blockMarkdown } from './renderMarkdown.ts';

/**
 * The cells of a chapter in its order: prose, the claims of its derivations for SymPy, its figures plotted and computed
 * again by SymPy or SciPy where their numbers say from what, and its experiments as they were recorded.
 */
export function chapterCells({ blocks }: ChapterRecord): Cell[] {
  let exercises = 0;
  const cells = blocks.flatMap((block) => blockCells(block, block.kind === 'exercise' ? ++exercises : 0));
  return blocks.some(({ kind }) => kind === 'figure') ? [code(FIGURES), ...cells] : cells;
}

function blockCells(block: ChapterBlockRecord, exercise: number): Cell[] {
  switch (block.kind) {
    case 'document': {
      const [heading, statement] = chapterBlocks(block, exercise);
      return [
        markdown([blockMarkdown(heading!), blockMarkdown(statement!)]),
        ...block.document.steps.flatMap((step, k) => stepCells(step, k, 4)),
      ];
    }
    case 'figure':
      return [
        markdown([`**${block.figure.title}.** ${blockMarkdown({ kind: 'paragraph', role: 'text', text: block.text })}`]),
        code(figureCode(block.figure)),
      ];
    default:
      return [markdown(chapterBlocks(block, exercise).map(blockMarkdown))];
  }
} // prettier-ignore

const markdown = (parts: readonly string[]): Cell => ({ kind: 'markdown', lines: parts.join('\n\n').split('\n') }); // prettier-ignore
const code = (text: string): Cell => ({ kind: 'code', lines: text.split('\n') });

/** The curves of a figure, and the same numbers made again. */
function figureCode({ x, y, series, source }: FigureRecord): string {
  const lines = [
    `series = ${numbers(series.map(({ name, x, y }) => [name, x, y]))}`,
    `plot(series, ${[x.name, x.scale, y.name, y.scale].map(python).join(', ')})`,
  ];
  if (source?.kind === 'formulas') lines.push(`formulas(series, ${python(source.variable)}, ${numbers(source.formulas)})`); // prettier-ignore
  if (source?.kind === 'flows')
    lines.push(
      `X, y = ${numbers(source.X)}, ${numbers(source.y)}`,
      ...source.flows.map(({ map, start, t, w }) => `flow(${python(map)}, ${numbers(start)}, X, y, ${numbers(t)}, ${numbers(w)})`), // prettier-ignore
    );
  return lines.join('\n');
}

/** JSON as Python reads it: numbers, texts, lists, dictionaries and None. */
const numbers = (value: unknown): string => JSON.stringify(value).replace(/\bnull\b/g, 'None');

const FIGURES = String.raw`
import numpy as np
from scipy.integrate import solve_ivp

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None


def plot(series, x, xscale, y, yscale):
    if plt is None:
        print("matplotlib is not installed: no picture")
        return
    for name, at, values in series:
        plt.plot(at, [np.nan if v is None else v for v in values], label=name)
    plt.xscale(xscale)
    plt.yscale(yscale)
    plt.xlabel(x)
    plt.ylabel(y)
    plt.legend()
    plt.show()
    plt.close()


def formulas(series, variable, texts):
    """Every number of the curves again by SymPy, in 30 digits; the curves were drawn in doubles."""
    for (name, at, values), text in zip(series, texts):
        expression, used = read(text), 0
        for x, value in zip(at, values):
            if value is None:
                continue
            exact = expression.subs(Symbol(variable, real=True), sympy.Float(x, 30)).evalf(30)
            assert abs(exact - value) <= 1e-9 * abs(exact), f"{name}: {exact} is not {value} at {variable} = {x}"
            used += 1
        print(f"{name}: {used} points again by SymPy")


def flow(text, start, X, y, times, weights):
    """Gradient flow of the squared loss in the parameters by SciPy; the figure was drawn to 1e-5 of the weights."""
    X, y, F = np.array(X), np.array(y), read(text)
    times, first = np.unique(times, return_index=True)
    weights = np.array(weights)[first]
    theta = [Symbol(p, real=True) for p in start]
    begin = np.array([start[p] for p in start])
    f = sympy.lambdify(theta, F, "numpy")
    slopes = [sympy.lambdify(theta, sympy.diff(F, t), "numpy") for t in theta]
    ones = np.ones(X.shape[1])

    def velocity(t, state):
        th = state.reshape(begin.shape)
        g = X.T @ (y - X @ (f(*th) * ones))
        return np.concatenate([k(*th) * g * ones for k in slopes])

    run = solve_ivp(velocity, [0, times[-1]], begin.ravel(), method="LSODA", t_eval=times, rtol=1e-9, atol=1e-12)
    found = np.array([f(*column.reshape(begin.shape)) * ones for column in run.y.T])
    gap = np.max(np.abs(found - weights)) / np.max(np.abs(found))
    print(f"{text}: simulated again by SciPy to time {times[-1]:.3g}, weights differ by {gap:.1e} of the largest")
    assert run.success and gap < 1e-3
`.trim();
