import { HypentropyError } from '../errors.ts';

/** min cost·x subject to A x ≥ b and lower ≤ x ≤ upper; A is row-major, rows × columns. */
export interface LinearProgram {
  readonly cost: ArrayLike<number>;
  readonly A: Float64Array;
  readonly b: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

export interface LinearSolution {
  readonly x: Float64Array;
  /** Multipliers of the rows, nonnegative. */
  readonly dual: Float64Array;
}

/**
 * Solves a linear program with HiGHS (Huangfu and Hall 2018), which is loaded at the first call. Null when it is
 * infeasible; throws HypentropyError when the solver fails. Its answer is exact to about 1e-9: whoever uses it checks and
 * polishes it.
 */
export async function linearProgram(program: LinearProgram): Promise<LinearSolution | null> {
  const columns = program.cost.length;
  const rows = program.b.length;
  const highs = await solver();
  const solved = highs.solve(textOf(program, rows, columns), {
    primal_feasibility_tolerance: 1e-9,
    dual_feasibility_tolerance: 1e-9,
  });
  if (/infeasible/i.test(solved.Status)) return null;
  if (solved.Status !== 'Optimal')
    throw new HypentropyError('solver', `the linear program was not solved: ${solved.Status}`);
  const values = solved.Columns as Record<string, { Primal: number } | undefined>;
  const x = Float64Array.from({ length: columns }, (_, i) => values[`x${i}`]?.Primal ?? 0);
  const duals = solved.Rows as unknown as { Name: string; Dual: number }[];
  const dual = new Float64Array(rows);
  for (const row of duals) dual[Number(row.Name.slice(1))] = row.Dual;
  return { x, dual };
}

interface Highs {
  solve(problem: string, options: Record<string, number>): { Status: string; Columns: object; Rows: unknown };
}
let loaded: Promise<Highs> | null = null;

function solver(): Promise<Highs> {
  // its types name a CommonJS module, the import is the function itself
  loaded ??= import('highs').then((module) => (module.default as unknown as () => Promise<Highs>)());
  return loaded;
}

/** The program in the text format of CPLEX. */
function textOf({ cost, A, b, lower, upper }: LinearProgram, rows: number, columns: number): string {
  const names = Array.from({ length: columns }, (_, i) => i);
  const lineOf = (coefficient: (i: number) => number): string => {
    const terms = names.flatMap((i) => {
      const c = coefficient(i);
      return c === 0 ? [] : [`${c < 0 ? '-' : '+'} ${Math.abs(c)} x${i}`];
    });
    return terms.length === 0 ? '0 x0' : terms.map((t, at) => (at % 8 === 7 ? `${t}\n` : t)).join(' ');
  };
  const constraints = Array.from(
    { length: rows },
    (_, m) => `r${m}: ${lineOf((i) => A[m * columns + i]!)} >= ${b[m]}`,
  );
  const end = (v: number): string => (Number.isFinite(v) ? String(v) : v > 0 ? '+inf' : '-inf');
  const bounds = names.map((i) => `${end(lower[i]!)} <= x${i} <= ${end(upper[i]!)}`);
  return `Minimize\n obj: ${lineOf((i) => cost[i]!)}\nSubject To\n${constraints.join('\n')}\nBounds\n${bounds.join('\n')}\nEnd\n`;
}
