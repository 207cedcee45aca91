import type { StepRecord, TheoryRecord } from '../records.ts';
import { breakLatex } from './breakLatex.ts';
import { blockMarkdown, markdownText } from './renderMarkdown.ts';

/** A cell of a Jupyter notebook. */
export interface Cell {
  readonly kind: 'markdown' | 'code';
  readonly lines: readonly string[];
}

/** What every notebook begins with: SymPy reads the formulas, mpmath compares them. */
export const PREAMBLE = String.raw`
import keyword
import operator
import random
import re

import sympy
from mpmath import mp
from sympy import Rational, Symbol, sympify

mp.dps = 60
NAMES = {"arsinh": sympy.asinh, "arcosh": sympy.acosh, "artanh": sympy.atanh, "arcsin": sympy.asin, "arccos": sympy.acos,
         "arctan": sympy.atan, "abs": sympy.Abs, "e": sympy.E, "pi": sympy.pi}


def plain(text):
    """The text with names that are words of Python, such as lambda, made names of their own."""
    return re.sub(r"[A-Za-z]\w*", lambda m: m.group() + "_" if keyword.iskeyword(m.group()) else m.group(), text)


def read(text):
    """An infix formula as SymPy reads it; every other name is a real symbol."""
    text = plain(text)
    names = dict(NAMES)
    for name in set(re.findall(r"[A-Za-z][A-Za-z0-9_]*", text)):
        if name not in names and not re.search(r"\b" + name + r"\s*\(", text):
            names[name] = Symbol(name, real=True)
    return sympify(text, locals=names, rational=True)


def holds(condition, point):
    """Whether a < b <= c or a != b holds at a point."""
    parts = re.split(r"(<=|>=|!=|<|>)", condition)
    sides = [read(part).evalf(30, subs=point) for part in parts[::2]]
    if not all(side.is_real for side in sides):
        return False
    compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne}
    return all(bool(compare[sign](a, b)) for a, sign, b in zip(sides, parts[1::2], sides[1:]))


def points(expressions, conditions, count=4, seed=1):
    """Seeded rational points of the symbols at which every condition holds."""
    random_ = random.Random(seed)
    words = [plain(c).split() for c in conditions if len(c.split()) == 2]
    relations = [c for c in conditions if len(c.split()) != 2]
    sides = [read(side) for c in relations for side in re.split("<=|>=|!=|<|>", c)]
    symbols = sorted(set().union(*[e.free_symbols for e in expressions + sides]), key=str)
    integers = {name for name, kind in words if kind == "integer"}
    found = []
    for _ in range(20000):
        point = {}
        for s in symbols:
            size = Rational(random_.randint(1, 400), random_.choice([20, 50, 100, 400]))
            point[s] = sympy.Integer(random_.randint(1, 9)) if str(s) in integers else random_.choice([1, 1, -1]) * size
        if all(holds(c, point) for c in relations):
            found.append(point)
        if len(found) == count:
            break
    return found


def identity(name, left, right, conditions):
    """Compares both sides at seeded points to 40 digits, and says what SymPy's simplifier makes of the difference."""
    a, b = read(left), read(right)
    used = 0
    for point in points([a, b], conditions):
        x, y = a.evalf(60, subs=point), b.evalf(60, subs=point)
        if not (x.is_real and y.is_real):
            continue
        used += 1
        gap = abs(x - y) / max(abs(x), abs(y), sympy.Float("1e-30"))
        assert gap < sympy.Float("1e-40"), f"{name}: {x} is not {y} at {point}"
    print(f"{name}: equal to 40 digits at {used} points" if used else f"{name}: no point was usable")


def positive(name, expression, conditions, or_zero=False):
    e = read(expression)
    used = 0
    for point in points([e], conditions):
        x = e.evalf(60, subs=point)
        if not x.is_real:
            continue
        used += 1
        assert x > 0 or (or_zero and x == 0), f"{name}: {x} at {point}"
    print(f"{name}: positive at {used} points")
`.trim();

/** Each line of a derivation: its formulas, and what SymPy makes of its claims. */
export function stepCells(step: StepRecord, index: number, level: number): Cell[] {
  const formulas = step.latex === '' ? [] : ['$$', '\\begin{aligned}', ...breakLatex(step.latex).join(' \\\\\n').split('\n'), '\\end{aligned}', '$$']; // prettier-ignore
  const text = blockMarkdown({ kind: 'paragraph', role: 'text', text: step.text });
  const head: Cell = {
    kind: 'markdown',
    lines: [`${'#'.repeat(level)} ${index + 1}. ${markdownText(step.title)}`, '', text, '', ...formulas],
  };
  const lines = (step.claims ?? []).flatMap(({ kind, name, left, right, assumptions, orZero }) => {
    if (kind === 'identity')
      return [`identity(${[name, left, right].map(python).join(', ')}, ${list(assumptions)})`];
    if (kind === 'positive')
      return [
        `positive(${python(name)}, ${python(left)}, ${list(assumptions)}${orZero === true ? ', or_zero=True' : ''})`,
      ];
    if (kind === 'no-radical-form')
      return [`# ${name}: factor patterns modulo primes, checked in Hypentropy`];
    return [`# ${name}: an expansion, checked by the order of its remainder in Hypentropy`];
  });
  return lines.length === 0 ? [head] : [head, { kind: 'code', lines }];
}

export const python = (text: string): string => JSON.stringify(text);
export const list = (texts: readonly string[]): string => `[${texts.map(python).join(', ')}]`;

/** Numbers for the symbols of a start, so that the flow can be integrated. */
const VALUES = ['0.7', '0.4', '0.9', '0.55', '1.1'];

/** The flow in the parameters, integrated by SciPy, beside w(s) at the s that it accumulated. */
export function simulationCells({ model, steps }: TheoryRecord): Cell[] {
  const formula = steps.find(({ id }) => id === 'inverse-mirror-map')?.formulas[0]?.replace(/^.*?=\s*/, '');
  const parameters = Object.keys(model.init);
  if (formula === undefined || parameters.length === 0 || model.parametrization.startsWith('[')) return [];
  const starts = parameters.map((p) => `${python(p)}: ${python(model.init[p]![0]!)}`).join(', ');
  const code = String.raw`
import numpy as np
from scipy.integrate import solve_ivp

F, h = read(${python(model.parametrization)}), read(${python(formula)})
start = {${starts}}
theta = [Symbol(p, real=True) for p in start]
begin = {p: read(v) for p, v in start.items()}
free = sorted(set().union(F.free_symbols, h.free_symbols, *[v.free_symbols for v in begin.values()]) - set(theta) - {Symbol("s", real=True)}, key=str)
values = dict(zip(free, [${VALUES.join(', ')}]))
if Symbol("D", real=True) in values:
    values[Symbol("D", real=True)] = 3
s = Symbol("s", real=True)
f = sympy.lambdify(theta, F.subs(values), "numpy")
slopes = [sympy.lambdify(theta, sympy.diff(F.subs(values), t), "numpy") for t in theta]
weight = sympy.lambdify(s, h.subs(values), "numpy")
X = np.array([[1.0, -0.5, 0.3], [0.2, 0.8, -0.6]])
n, d = X.shape
theta0 = np.array([[float(begin[p].subs(values))] * d for p in start])
y = X @ (f(*theta0) * np.ones(d) + np.array([0.05, -0.04, 0.03]))


def velocity(t, state):
    th = state[: theta0.size].reshape(theta0.shape)
    residual = y - X @ (f(*th) * np.ones(d))
    g = X.T @ residual
    return np.concatenate([np.concatenate([k(*th) * g * np.ones(d) for k in slopes]), g])


run = solve_ivp(velocity, [0, 20], np.concatenate([theta0.ravel(), np.zeros(d)]), method="LSODA", rtol=1e-11, atol=1e-13)
th, dual = run.y[: theta0.size, -1].reshape(theta0.shape), run.y[theta0.size :, -1]
simulated, predicted = f(*th) * np.ones(d), weight(dual) * np.ones(d)
print("simulated w", simulated)
print("w(s) of the theory", predicted)
assert np.max(np.abs(simulated - predicted)) < 1e-7 * max(1, np.max(np.abs(simulated)))
`.trim();
  const text =
    'Gradient flow of the squared loss in the parameters, with the accumulated negative gradient `s` beside it: the weight must be `w(s)`.';
  return [
    { kind: 'markdown', lines: ['## The flow, simulated', '', text] },
    { kind: 'code', lines: code.split('\n') },
  ];
}
