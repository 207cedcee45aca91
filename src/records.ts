/**
 * The plain records that the facade returns: data that survives JSON, the same for a worker, the command line
 * and a notebook. Fields may be added, not renamed. Numbers that need more than double precision are strings;
 * a number that does not exist is null beside a `why`.
 */

/** From weakest to strongest; a document's verdict is its lowest. */
export const VERDICTS = ['refuted', 'undecided', 'checked', 'enclosed', 'proved'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

/** A point of a counterexample or a sample, symbol name to decimal text. */
export type PointRecord = Record<string, string>;

export interface EvidenceRecord {
  /** What decided, in one short sentence. */
  method: string;
  /** Rules or theorems used, when proved. */
  rules?: string[];
  /** Sampling: points compared, points skipped (outside the domain), decimal digits, worst relative residual. */
  points?: number;
  skipped?: number;
  digits?: number;
  worst?: string;
  /** Points at which a second, independent evaluator found the same values, to how many digits. */
  secondOpinion?: { by: string; points: number; digits: number };
  /** Refutation: where, both values. */
  counterexample?: {
    at: PointRecord;
    left: string;
    right: string;
    agreeingDigits?: number;
    /** What left and right are; the left and the right side of an equation when absent. */
    sides?: [string, string];
  };
  /** Why nothing was decided. */
  why?: string;
}

export interface ModelRecord {
  /** The map of one coordinate, infix. */
  parametrization: string;
  latex: string;
  /** Depth as text (`3`, `5/2`, `symbolic`, `inf`), or null when the map was typed. */
  depth: string | null;
  /** Initialization scale as text (`1/10`, `alpha`), or null when given through `init`. */
  scale: string | null;
  /** Start value of each parameter, infix, one list entry a coordinate (one entry: the same for all). */
  init: Record<string, string[]>;
  loss: string;
  /** Conditions under which the theory holds, infix, e.g. `abs(w) < 4*alpha^...`. */
  assumptions: string[];
  /** Remarks that a reader must see, e.g. a dropped branch. */
  notes: string[];
}

/** A proof that an equation has no root in radicals; polynomials are integer coefficients, ascending. */
export interface GaloisRecord {
  /** The unknown of the polynomial as a formula in the variable of the equation. */
  root: string;
  /** Irreducible, with the root; and one with the full group, of which `through` of the root is a root. */
  polynomial: string[];
  resolvent: string[];
  through: string[];
  degree: number;
  group: 'symmetric' | 'alternating or symmetric';
  /** Degrees of the irreducible factors of the resolvent modulo primes. */
  primes: { p: number; pattern: number[] }[];
}

/** What was decided about a step, in infix, so that another checker can decide it again. */
export interface StepClaimRecord {
  kind: 'identity' | 'positive' | 'expansion' | 'no-radical-form';
  name: string;
  /** `identity` and `expansion`: left = right, or left = right + smaller; `positive`: left > 0, or >= 0 with `orZero`. */
  left: string;
  right: string;
  orZero?: boolean;
  /** `expansion`: the variable, where it goes, and the exponent of the first term left out (null: not known). */
  variable?: string;
  towards?: 'zero' | 'infinity';
  next?: string | null;
  /** `no-radical-form`: left = right in the variable, at a rational right side, has no root in radicals. */
  galois?: GaloisRecord;
  /** Conditions on the symbols under which it holds. */
  assumptions: string[];
}

/** One step of a derivation. */
export interface StepRecord {
  id: string;
  title: string;
  /** One or more sentences of plain text (at most a short paragraph); formulas infix, between backticks. */
  text: string;
  /** The formulas of this step in infix, each `left = right`; printed one a line. */
  formulas: string[];
  /** The same formulas in LaTeX math mode, joined for an aligned environment by ` \\\\ `, with `&=`. */
  latex: string;
  /** Why the step holds: the operation or theorem, with its citation. */
  reason: string;
  verdict: VerdictKind;
  evidence: EvidenceRecord;
  /** It is stated from its source and not checked: the verdict of the whole leaves it out. */
  cited?: true;
  /** What was decided, where it was asked for; definitions have no entry. */
  claims?: StepClaimRecord[];
}

interface Stamp {
  schema: 1;
  version: string;
  seed: number;
  conventions: string[];
}

export interface TheoryRecord extends Stamp {
  model: ModelRecord;
  /** The algorithm as typed, where it is not gradient flow. */
  algorithm?: string;
  mirrorFlow: {
    holds: boolean | 'after-time-change' | null;
    verdict: VerdictKind;
    theorem: string;
    obstruction: null | { bracket: string[]; at: PointRecord };
  };
  steps: StepRecord[];
  verdict: VerdictKind;
  /** Where claims are recorded: digest of all but the milliseconds, by which a change of the file shows. */
  digest?: string;
  /** Milliseconds spent, for information. */
  elapsed: number;
}

export interface EvaluationRecord extends Stamp {
  quantity: string;
  model: ModelRecord;
  digits: number;
  values: { at: string; value: string }[];
  /** How the digits are known: `enclosed` when ball arithmetic fixes every printed digit. */
  verdict: VerdictKind;
}

export interface ComparisonRecord {
  /** `limit`, `mirror-identity`, `conserved`, `objective`. */
  name: string;
  verdict: VerdictKind;
  /** Max-norm, relative, in the stated unit. */
  discrepancy: number | null;
  budget: number | null;
  unit: string;
  /** The discrepancy and budget again at a looser tolerance: both must shrink. */
  convergence?: { tolerance: number; discrepancy: number; budget: number }[];
  /** What a relative change of one constant of the theory would do, in budgets: above 100 it could not be missed. */
  power?: { constant: string; change: number; budgets: number | null }[];
  text: string;
  why?: string;
}

/** The numbers of a figure: curves over one axis. */
export interface FigureRecord {
  id: string;
  title: string;
  x: { name: string; scale: 'linear' | 'log' };
  y: { name: string; scale: 'linear' | 'log' };
  /** Points in order; a missing y is null. `band` holds lower and upper ends of a confidence interval. */
  series: { name: string; x: number[]; y: (number | null)[]; band?: [number, number][] }[];
  /** What the numbers were made from, where another program can make them again. */
  source?: FigureSource;
}

/** One formula a series, in infix; or gradient flows of the squared loss, their weights at the times of the figure. */
export type FigureSource =
  | { kind: 'formulas'; variable: string; formulas: string[] }
  | {
      kind: 'flows';
      X: number[][];
      y: number[];
      /** The map of one coordinate, the start value of each parameter in every coordinate, and w at each time. */
      flows: { map: string; start: Record<string, number[]>; t: number[]; w: number[][] }[];
    };

export interface CheckRecord extends Stamp {
  model: ModelRecord;
  /** The algorithm as typed, where it is not gradient flow. */
  algorithm?: string;
  loss: string;
  problem: {
    samples: number;
    features: number;
    /** How the data came about: the file with its columns, or the generator with its seed. */
    source: string;
    /** Hash of X and y. */
    hash: string;
    rank: number;
    /** False when Xw = y has no solution: the limit is then the Bregman projection onto the least-squares set. */
    interpolates: boolean;
    /** Classification: whether some weight has positive margins on all samples. */
    separable?: boolean;
  };
  /** Without entries in w, and with a `why`, where the theory's limit was not found. */
  predicted: {
    w: number[];
    iterations: number;
    residual: number;
    why?: string;
    /** Classification: w has the smallest margin 1, this is w of unit l2 norm; multipliers of the samples. */
    direction?: number[];
    multipliers?: number[];
  };
  simulated: {
    w: number[];
    residual: number;
    steps: number;
    time: number;
    method: string;
    outcome: string;
    /** Classification: w of unit l2 norm, the smallest margin y<x, w>, ln(loss) and ln(time); `time` is the clock. */
    direction?: number[];
    margin?: number;
    logLoss?: number;
    logTime?: number;
  };
  comparisons: ComparisonRecord[];
  /** Norms of the limit beside those of the minimum-l2 and minimum-l1 interpolators, for the reader. */
  context: Record<string, number | null>;
  notes: string[];
  verdict: VerdictKind;
  elapsed: number;
}

/** The weakest condition found under which a claim holds that is wrong without one. */
export interface ConditionRecord {
  /** Its parts, infix, which hold together: `w > 0`, `a = b`, `n even`. */
  when: string[];
  /** How the claim was decided under it. */
  verdict: VerdictKind;
  evidence: EvidenceRecord;
  /** Sampled points at which it does not hold, and at how many of them the claim fails. */
  outside: { points: number; fails: number };
  /** Other conditions, not implied by it, under which the claim holds as well. */
  also: string[][];
}

export interface ClaimRecord extends Stamp {
  claim: string;
  /** The claim in infix, where it was typed in LaTeX. */
  readAs?: string;
  model: ModelRecord | null;
  /** How the two sides were compared: `exactly`, `modulo affine terms`, `modulo a constant`, `up to a factor`. */
  comparison: string;
  verdict: VerdictKind;
  /** The engine's own formula for the quantity, infix, when it has one. */
  derived: string | null;
  evidence: EvidenceRecord;
  /** A refuted claim that is right but for a constant factor, infix: the claimed side over the other. */
  factor?: string;
  /** The same of a constant summand: the claimed side less the other. */
  summand?: string;
  /** Under which a refuted claim is right, or outside of which one side alone of a right identity has a value. */
  condition?: ConditionRecord;
  /** A limit in which the claimed formula of a refuted claim is the derived one to leading order: their ratio tends to 1. */
  limit?: { when: string; verdict: VerdictKind; evidence: EvidenceRecord };
}

/** A parametrization found for a potential. */
export interface DesignRecord extends Stamp {
  request: {
    given: 'potential' | 'metric';
    /** The potential or metric as read, infix. */
    formula: string;
    latex: string;
    /** Condition on w, `w > 0`; `w real` for the whole line. */
    domain: string;
    sides: 'one' | 'two';
    /** Conditions on the other symbols, infix. */
    assumptions: string[];
  };
  start: { w: string; /** Why it was chosen; null when it was given. */ reason: string | null };
  /** The map of one coordinate that has this potential, infix; null where no closed form was found. */
  parametrization: string | null;
  latex: string | null;
  /** Start value of each parameter. */
  init: Record<string, string>;
  /** The difference of two such maps, where two sides were asked for; its potential is in the steps. */
  twoSided: { parametrization: string; latex: string; init: Record<string, string> } | null;
  /** The differential equation whose solution is the map, infix. */
  equation: string;
  /** Command lines that derive and simulate the map; symbols have numbers in the simulation. */
  commands: string[];
  steps: StepRecord[];
  verdict: VerdictKind;
  elapsed: number;
}

/** One cell of a sweep: a model on a random problem, and what became of it. A number that does not exist is null. */
export interface SweepRow {
  depth: string;
  /** As on the axis: α, or α^D where the scales are those of the weights; μ at infinite depth. */
  scale: number;
  /** Start value of the parameters, α; μ at infinite depth. */
  alpha: number;
  samples: number;
  features: number;
  sparsity: number;
  noise: number;
  seed: number;
  loss: string;
  route: 'predicted' | 'simulated';
  /** Norms of the limit. */
  l1: number | null;
  l2: number | null;
  /** Shares by which they exceed the least. */
  excessL1: number | null;
  /** Bound of the former from the multipliers of this limit alone, without the solution of least ℓ1 norm. */
  excessL1AtMost: number | null;
  excessL2: number | null;
  /** ‖K − K₀‖/‖K₀‖ of the tangent kernel at the limit. */
  kernelMovement: number | null;
  /** ⟨∇ψ(w), w⟩/ψ(w), from 2 (kernel) to 1 (rich). */
  exponent: number | null;
  /** ‖w − w*‖², the population error on standard normal features beyond that of the noise. */
  risk: number | null;
  iterations: number;
  residual: number | null;
  /** End of the simulated flow against the limit, relative to max|w|. */
  flowDiscrepancy: number | null;
  flowBudget: number | null;
  verdict: VerdictKind;
  why: string;
}

export interface SweepRecord extends Stamp {
  sweep: { cells: number; computed: number; known: number; left: number };
  rows: SweepRow[];
  figures: FigureRecord[];
  notes: string[];
  verdict: VerdictKind;
  elapsed: number;
}

/** A claim of the theory, each line of its derivation checked by its reason. */
export interface DocumentRecord extends Stamp {
  id: string;
  title: string;
  /** The claim in words; formulas infix, between backticks. */
  statement: string;
  source: string;
  assumptions: string[];
  definitions: string[];
  steps: StepRecord[];
  /** Statements of the literature that lines cite and that are not checked here; the verdict leaves them out. */
  restsOn: string[];
  /** Why there is no derivation; null where there is one. */
  why: string | null;
  /** Ids of the numeric checks, and why there is none. */
  experiments: string[];
  noExperiment: string | null;
  /** Both for a formula of the literature. */
  published?: PublishedRecord;
  finding?: FindingRecord;
  verdict: VerdictKind;
  elapsed: number;
}

/** Where a formula stands in the literature, and where its wording was seen (`quoted`: as it is commonly quoted). */
export interface PublishedRecord {
  paper: string;
  formula: string;
  seen: 'paper' | 'abstract' | 'code' | 'quoted';
}

/** What was found of a published formula. */
export interface FindingRecord {
  kind: 'agrees' | 'factor' | 'condition' | 'wrong';
  /** The kind with its factor or condition, in a few words. */
  text: string;
  /** Titles of the lines that show it. */
  lines: string[];
  verdict: VerdictKind;
  evidence: EvidenceRecord;
}

/** Every published formula with what was found of it. */
export interface AuditRecord extends Stamp {
  papers: {
    paper: string;
    formulas: {
      id: string;
      formula: string;
      seen: PublishedRecord['seen'];
      finding: FindingRecord['kind'];
      text: string;
      verdict: VerdictKind;
      /** What is refuted or not decided. */
      open: string[];
    }[];
  }[];
  counts: Record<FindingRecord['kind'] | 'formulas' | 'papers' | 'quoted', number>;
  verdict: VerdictKind;
  /** As of a theory. */
  digest?: string;
  elapsed: number;
}

/** The numeric checks of a claim of the theory. */
export interface ExperimentRecord extends Stamp {
  id: string;
  title: string;
  statement: string;
  outcomes: {
    id: string;
    title: string;
    text: string;
    comparisons: ComparisonRecord[];
    figures: FigureRecord[];
    notes: string[];
    verdict: VerdictKind;
  }[];
  /** Why there is no numeric check; null where there is one. */
  why: string | null;
  verdict: VerdictKind;
  elapsed: number;
}

/** A part of a chapter, with what was computed for it. Texts are prose, formulas infix between backticks. */
export type ChapterBlockRecord =
  | { kind: 'prose'; title: string | null; text: string[] }
  | { kind: 'document'; document: DocumentRecord }
  /** An experiment; its outcome is null where experiments were not run. */
  | { kind: 'experiment'; id: string; outcome: ExperimentRecord['outcomes'][number] | null }
  | { kind: 'figure'; text: string; figure: FigureRecord }
  | { kind: 'exercise'; text: string; answer: string };

/** A chapter of the course: its derivations replayed, its experiments run and its figures computed. */
export interface ChapterRecord extends Stamp {
  id: string;
  title: string;
  /** Title of the lecture that it belongs to. */
  lecture: string;
  summary: string;
  blocks: ChapterBlockRecord[];
  /** The weakest verdict of its derivations and experiments. */
  verdict: VerdictKind;
  elapsed: number;
}

/** Every claim of the theory with what is known of it. */
export interface ListRecord extends Stamp {
  sections: {
    title: string;
    claims: {
      id: string;
      title: string;
      /** Lines and verdict of the derivation, or why there is none; `open`: what is not decided or refuted, and why. */
      derivation: { steps: number; verdict: VerdictKind; open: string[] } | { why: string };
      /** Ids of the numeric checks with their verdict (null where they were not run), or why there is none. */
      check: { experiments: string[]; verdict: VerdictKind | null; open: string[] } | { why: string };
    }[];
  }[];
  /** The lectures with their chapters in reading order. */
  course?: { title: string; chapters: { id: string; title: string; summary: string }[] }[];
  counts: {
    claims: number;
    derivations: Record<VerdictKind | 'none', number>;
    checks: Record<VerdictKind | 'none' | 'not run', number>;
  };
  verdict: VerdictKind;
  elapsed: number;
}

/** The potential of every coordinate at many weights, in double precision: for figures, without verdict. */
export interface CurvesRecord extends Stamp {
  weights: number[];
  coordinates: {
    /** w(0). */
    start: number;
    /** Open interval that the weight can reach; null for infinity. */
    range: [number | null, number | null];
    /** The canonical potential psi, which is the regularizer Q; null outside the range. */
    potential: (number | null)[];
    /** psi''. */
    metric: (number | null)[];
    /** The quadratic that psi is near w(0). */
    kernel: (number | null)[];
    /** The expansion of psi for large weights; null where none is known. */
    rich: (number | null)[] | null;
  }[];
  elapsed: number;
}

/** Where the theory says that the flow ends, and a simulated flow on its way, to the accuracy of a figure. */
export interface TrajectoryRecord extends Stamp {
  problem: { samples: number; features: number; interpolates: boolean };
  /** Without entries in w, and with a `why`, where the theory's limit was not found. */
  predicted: { w: number[]; regularizer: number | null; exponent: number | null; why: string | null };
  /** Solutions of least norm; l1 is null where it was not certified. */
  least: { l1: number[] | null; l2: number[] };
  simulated: { w: number[]; outcome: string; advice: string; steps: number; residual: number };
  path: {
    t: number[];
    w: number[][];
    loss: number[];
    /** |K - K_0|/|K_0| of the tangent kernel. */
    kernelMovement: (number | null)[];
    /** How far each conserved quantity is from its start value, relative to it, at the worst coordinate. */
    conserved: { quantity: string; drift: (number | null)[] }[];
  };
  elapsed: number;
}

/** Limits on one data set over a grid of depths and scales: from kernel to rich. */
export interface TransitionRecord extends Stamp {
  scales: number[];
  depths: {
    depth: string;
    /** Effective exponent of the potential at the limit, from 2 (kernel) to 1 (rich). */
    exponent: (number | null)[];
    /** Shares by which the norms of the limit exceed the least. */
    excessL1: (number | null)[];
    excessL2: (number | null)[];
  }[];
  elapsed: number;
}
