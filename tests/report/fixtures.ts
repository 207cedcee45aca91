import type {
  AuditRecord,
  ChapterRecord,
  CheckRecord,
  ClaimRecord,
  DesignRecord,
  SweepRecord,
  SweepRow,
  DocumentRecord,
  EvaluationRecord,
  ExperimentRecord,
  ListRecord,
  EvidenceRecord,
  ModelRecord,
  StepRecord,
  TheoryRecord,
} from '../../src/records.ts';

const stamp = {
  schema: 1 as const,
  version: '0.1.0',
  seed: 7,
  conventions: ['Squared loss L(w) = ½‖Xw − y‖², a sum over samples; flow θ′ = −∇_θ L with unit rate.'],
};

export const depthTwo: ModelRecord = {
  parametrization: 'u^2 - v^2',
  latex: 'u^{2} - v^{2}',
  depth: '2',
  scale: 'alpha',
  init: { u: ['alpha'], v: ['alpha'] },
  loss: 'squared',
  assumptions: ['alpha > 0'],
  notes: [],
};

const exact: EvidenceRecord = {
  method: 'the difference of the two sides was reduced to zero',
  rules: ['exp-of-sum', 'cosh-of-arsinh', 'square-of-root'],
};

function step(
  id: string,
  title: string,
  text: string,
  formulas: [string, string][],
  reason: string,
): StepRecord {
  return {
    id,
    title,
    text,
    formulas: formulas.map(([infix]) => infix),
    latex: formulas.map(([, latex]) => latex).join(' \\\\ '),
    reason,
    verdict: 'proved',
    evidence: exact,
  };
}

export const theory: TheoryRecord = {
  ...stamp,
  model: depthTwo,
  mirrorFlow: {
    holds: true,
    verdict: 'proved',
    theorem:
      'coordinates have separate parameters, so the gradient fields commute (Li, Wang, Lee, Arora 2022)',
    obstruction: null,
  },
  steps: [
    step(
      'integral-curve',
      'Integral curve of the gradient field',
      'Let s be the accumulated negative gradient of the loss in one coordinate. The parameters follow `du/ds = 2*u` and `dv/ds = -2*v` from the start values.',
      [
        ['u(s) = alpha*exp(2*s)', 'u(s) &= \\alpha e^{2 s}'],
        ['v(s) = alpha*exp(-2*s)', 'v(s) &= \\alpha e^{-2 s}'],
        ['w = h(s) = 2*alpha^2*sinh(4*s)', 'w = h(s) &= 2 \\alpha^{2} \\sinh(4 s)'],
      ],
      'two separable differential equations, solved and checked by differentiation',
    ),
    step(
      'mirror-map',
      'Mirror map',
      'The mirror map is the inverse of h.',
      [
        [
          'mirror_map(w) = 1/4*arsinh(w/(2*alpha^2))',
          '\\nabla\\psi(w) &= \\frac{1}{4} \\operatorname{arsinh}\\left(\\frac{w}{2 \\alpha^{2}}\\right)',
        ],
      ],
      'inverse function of sinh on the real line',
    ),
    step(
      'metric',
      'Metric tensor',
      'Differentiating the mirror map gives the metric of the flow in w.',
      [
        [
          'metric(w) = 1/(4*sqrt(w^2 + 4*alpha^4))',
          "\\psi''(w) &= \\frac{1}{4 \\sqrt{w^{2} + 4 \\alpha^{4}}}",
        ],
      ],
      'derivative of the mirror map; it equals 1/|grad F|^2 along the curve',
    ),
    {
      ...step(
        'potential',
        'Potential',
        'Integrating the mirror map from the initial weight w(0) = 0 gives the potential, four times of which is the hypentropy with parameter `2*alpha^2` (Ghai, Hazan, Singer 2020).',
        [
          [
            'potential(w) = 1/4*(w*arsinh(w/(2*alpha^2)) - sqrt(w^2 + 4*alpha^4) + 2*alpha^2)',
            '\\psi(w) &= \\frac{1}{4} \\left(w \\operatorname{arsinh}\\left(\\frac{w}{2 \\alpha^{2}}\\right) - \\sqrt{w^{2} + 4 \\alpha^{4}} + 2 \\alpha^{2}\\right)',
          ],
          [
            'potential(w) = w^2/(16*alpha^2) - w^4/(1536*alpha^6) + 3*w^6/(163840*alpha^10) - 5*w^8/(7340032*alpha^14) + 35*w^10/(1207959552*alpha^18) + O(w^12)',
            '\\psi(w) &= \\frac{w^{2}}{16 \\alpha^{2}} - \\frac{w^{4}}{1536 \\alpha^{6}} + \\frac{3 w^{6}}{163840 \\alpha^{10}} - \\frac{5 w^{8}}{7340032 \\alpha^{14}} + \\frac{35 w^{10}}{1207959552 \\alpha^{18}} - \\frac{63 w^{12}}{43486543872 \\alpha^{22}} + O(w^{14})',
          ],
        ],
        'antiderivative, proved by differentiating; the constant fixes potential(0) = 0',
      ),
      verdict: 'checked',
      evidence: {
        method: 'both sides agree at seeded points',
        points: 24,
        skipped: 2,
        digits: 50,
        worst: '3.1e-50',
      },
    },
  ],
  verdict: 'checked',
  elapsed: 84.2,
};

export const obstruction: TheoryRecord = {
  ...stamp,
  model: {
    parametrization: '[a*v1, a*v2]',
    latex: '\\begin{pmatrix} a v_{1} \\\\ a v_{2} \\end{pmatrix}',
    depth: null,
    scale: null,
    init: { a: ['1'], v1: ['1'], v2: ['2'] },
    loss: 'squared',
    assumptions: [],
    notes: ['one neuron with a shared factor: the coordinates are coupled'],
  },
  mirrorFlow: {
    holds: false,
    verdict: 'proved',
    theorem: 'the gradient fields do not commute: J[∇F1, ∇F2] ≠ 0 (Li, Wang, Lee, Arora 2022)',
    obstruction: { bracket: ['0', '-v2', 'v1'], at: { a: '1', v1: '1', v2: '2' } },
  },
  steps: [
    step(
      'bracket',
      'Lie bracket of the gradient fields',
      'The bracket does not vanish, so the order of two small steps matters.',
      [
        [
          '[grad F1, grad F2] = [0, -v2, v1]',
          '[\\nabla F_{1}, \\nabla F_{2}] &= \\begin{pmatrix} 0 \\\\ -v_{2} \\\\ v_{1} \\end{pmatrix}',
        ],
      ],
      'definition of the bracket: Hess F2 grad F1 - Hess F1 grad F2',
    ),
  ],
  verdict: 'proved',
  elapsed: 12,
};

export const check: CheckRecord = {
  ...stamp,
  model: { ...depthTwo, scale: '1/100', init: { u: ['1/100'], v: ['1/100'] }, assumptions: [] },
  loss: 'squared',
  problem: {
    samples: 3,
    features: 12,
    source: 'gasoline.csv: 3 samples, response column 1 (octane), 12 features; data centred',
    hash: '5be1c0ffee5be1c0',
    rank: 3,
    interpolates: true,
  },
  predicted: {
    w: [0.5, -1.25, 0, 0, 3e-7, 0, 2.5, 0, 0.125, 1e-5, -0.75, 0.0625],
    iterations: 14,
    residual: 2.2e-15,
  },
  simulated: {
    w: [0.5000000001, -1.25, 0, 0, 3e-7, 0, 2.5, 0, 0.125, 1e-5, -0.75, 0.0625],
    residual: 4.1e-11,
    steps: 18422,
    time: 6120.4,
    method: 'Dormand-Prince 5(4)',
    outcome: 'converged',
  },
  comparisons: [
    {
      name: 'limit',
      verdict: 'checked',
      discrepancy: 4e-11,
      budget: 3.1e-9,
      unit: 'relative to max|w|',
      convergence: [
        { tolerance: 1e-6, discrepancy: 2e-7, budget: 4e-6 },
        { tolerance: 1e-9, discrepancy: 3e-9, budget: 8e-8 },
      ],
      text: 'The limit of the simulated flow is the minimizer of the potential over Xw = y.',
    },
    {
      name: 'objective',
      verdict: 'undecided',
      discrepancy: null,
      budget: null,
      unit: 'relative',
      text: '',
      why: 'the minimum-l1 program did not finish',
    },
  ],
  context: { 'l1 norm of the limit': 5.1875, 'least l1 norm': 5.1, 'l2 norm of the limit': null },
  notes: ['data centred: column means of X and the mean of y subtracted'],
  verdict: 'undecided',
  elapsed: 912.7,
};

export const evaluation: EvaluationRecord = {
  ...stamp,
  quantity: 'potential',
  model: { ...depthTwo, scale: '1/10' },
  digits: 40,
  values: [
    { at: '0.5', value: '0.3690238719872398712398712398712398712399' },
    { at: '1e-12', value: '6.250000000000000000000000000000000000000e-24' },
  ],
  verdict: 'enclosed',
};

export const refutedClaim: ClaimRecord = {
  ...stamp,
  claim: 'metric = 1/(4*sqrt(w^2 + 2*a^4))',
  model: { ...depthTwo, scale: 'a', init: { u: ['a'], v: ['a'] }, assumptions: ['a > 0'] },
  comparison: 'exactly',
  verdict: 'refuted',
  derived: '1/(4*sqrt(w^2 + 4*a^4))',
  evidence: {
    method: 'both sides enclosed at one point',
    counterexample: { at: { w: '1/2', a: '1' }, left: '0.1212678', right: '0.1666667', agreeingDigits: 0 },
  },
};

export const identity: ClaimRecord = {
  ...stamp,
  claim: 'cosh(arsinh(x)) = sqrt(1 + x^2)',
  model: null,
  comparison: 'exactly',
  verdict: 'proved',
  derived: null,
  evidence: exact,
};

export const design: DesignRecord = {
  ...stamp,
  request: {
    given: 'potential',
    formula: 'w*log(w) - w',
    latex: 'w\\log w - w',
    domain: 'w > 0',
    sides: 'two',
    assumptions: ['beta > 0'],
  },
  start: { w: '1', reason: 'the minimiser of the potential' },
  parametrization: 'u^2/4',
  latex: '\\frac{u^{2}}{4}',
  init: { u: '2' },
  twoSided: {
    parametrization: 'u^2/4 - v^2/4',
    latex: '\\frac{u^{2}}{4} - \\frac{v^{2}}{4}',
    init: { u: '2', v: '2' },
  },
  equation: 'dw/du = sqrt(w)',
  commands: [
    'hypentropy derive --parametrization "u^2/4" --init "u=2"',
    'hypentropy check --parametrization "u^2/4 - v^2/4" --init "u=2, v=2" --samples 3 --features 12 --sparsity 2 --seed 1',
  ],
  steps: [
    step(
      'arc-length',
      'Arc length',
      'The inverse of the map is the arc length of the metric.',
      [['u(w) = 2*sqrt(w)', 'u(w) &= 2\\sqrt{w}']],
      'antiderivative of the root of the metric',
    ),
  ],
  verdict: 'proved',
  elapsed: 12,
};

const sweepRow: SweepRow = {
  depth: '2',
  scale: 0.1,
  alpha: 0.1,
  samples: 3,
  features: 12,
  sparsity: 2,
  noise: 0,
  seed: 7,
  loss: 'squared',
  route: 'predicted',
  l1: 2.5,
  l2: 1.25,
  excessL1: 0.25,
  excessL1AtMost: 0.26,
  excessL2: 0.01,
  kernelMovement: 10.5,
  exponent: 1.34,
  risk: 0.2,
  iterations: 8,
  residual: 1.3e-16,
  flowDiscrepancy: null,
  flowBudget: null,
  verdict: 'checked',
  why: '',
};

export const sweep: SweepRecord = {
  ...stamp,
  sweep: { cells: 3, computed: 2, known: 0, left: 1 },
  rows: [
    sweepRow,
    {
      ...sweepRow,
      scale: 1,
      alpha: 1,
      excessL1: null,
      verdict: 'undecided',
      why: 'the domain ends before it',
    },
  ],
  figures: [
    {
      id: 'largestScale',
      title: 'Largest scale, population error <= 0.3',
      x: { name: 'samples', scale: 'linear' },
      y: { name: 'alpha', scale: 'log' },
      series: [{ name: 'depth 2', x: [3], y: [0.1] }],
    },
  ],
  notes: ['the time allowed was over before 1 of 3 cells were begun'],
  verdict: 'undecided',
  elapsed: 12,
};

export const derivation: DocumentRecord = {
  ...stamp,
  id: 'C1',
  title: 'Dual map of tied depth',
  statement: 'From `u(0) = v(0) = alpha` the weight is `alpha^D h(z)`.',
  source: 'Woodworth et al. 2020, Lemma 8',
  assumptions: ['D > 2', 'alpha > 0'],
  definitions: ['p = D/(D - 2)', 'h(x) = (1 - x)^(-p) - (1 + x)^(-p)'],
  steps: [
    step(
      'dual-map',
      'Dual map',
      'The powers of the flow are put into the map.',
      [['u^D - v^D = alpha^D*h(z)', 'u^{D} - v^{D} &= \\alpha^{D} h\\left(z\\right)']],
      'algebra',
    ),
  ],
  restsOn: ['Li et al. 2022, Theorem 4.8'],
  why: null,
  experiments: ['mirror-identity'],
  noExperiment: null,
  verdict: 'proved',
  elapsed: 40,
};

export const experiment: ExperimentRecord = {
  ...stamp,
  id: 'C1',
  title: 'Dual map of tied depth',
  statement: 'From `u(0) = v(0) = alpha` the weight is `alpha^D h(z)`.',
  outcomes: [
    {
      id: 'mirror-identity',
      title: 'The mirror identity along flows',
      text: 'Flows of depths 2 and 3 on random problems.',
      comparisons: check.comparisons,
      figures: [
        {
          id: 'defect',
          title: 'Defect of the identity',
          x: { name: 'time', scale: 'log' },
          y: { name: 'defect', scale: 'log' },
          series: [
            { name: 'depth 2', x: [1, 10], y: [1e-12, 3e-12] },
            { name: 'depth 3', x: [1, 10], y: [2e-12, null] },
          ],
        },
      ],
      notes: ['The generator is named in the data.'],
      verdict: 'checked',
    },
  ],
  why: null,
  verdict: 'checked',
  elapsed: 800,
};

export const claimList: ListRecord = {
  ...stamp,
  sections: [
    {
      title: 'Tied depth D',
      claims: [
        {
          id: 'C1',
          title: 'Dual map of tied depth',
          derivation: { steps: 4, verdict: 'proved', open: [] },
          check: { experiments: ['mirror-identity'], verdict: null, open: [] },
        },
        {
          id: 'C3',
          title: 'Metric',
          derivation: {
            steps: 2,
            verdict: 'undecided',
            open: ['Near zero: undecided, the time allowed was over'],
          },
          check: {
            experiments: ['metric-expansion'],
            verdict: 'undecided',
            open: ['metric-expansion, order: undecided, 1.2 times its budget'],
          },
        },
        {
          id: 'C14',
          title: 'Local exponent',
          derivation: { why: 'it is a definition' },
          check: { why: 'it is a definition' },
        },
      ],
    },
  ],
  counts: {
    claims: 3,
    derivations: { refuted: 0, undecided: 1, checked: 0, enclosed: 0, proved: 1, none: 1 },
    checks: { refuted: 0, undecided: 1, checked: 0, enclosed: 0, proved: 0, none: 1, 'not run': 1 },
  },
  verdict: 'undecided',
  elapsed: 900,
};

export const audited: AuditRecord = {
  ...stamp,
  papers: [
    {
      paper: 'Author et al. 2020',
      formulas: [
        { id: 'author-q', formula: 'Q', seen: 'paper', finding: 'factor', text: 'agrees, factor 4', verdict: 'proved', open: [] },
        { id: 'author-limit', formula: 'limit', seen: 'quoted', finding: 'condition', text: 'needs D > 2', verdict: 'undecided', open: ['The limit: undecided'] },
      ],
    },
  ],
  counts: { papers: 1, formulas: 2, agrees: 0, factor: 1, condition: 1, wrong: 0, quoted: 1 },
  verdict: 'undecided',
  elapsed: 300,
}; // prettier-ignore

export const chapter: ChapterRecord = {
  ...stamp,
  id: 'tied-depth',
  title: 'Tied depth',
  lecture: 'Implicit bias with linear functionals and the square loss',
  summary: 'What `u^D - v^D` prefers.',
  blocks: [
    {
      kind: 'prose',
      title: 'The flow',
      text: ['By [[C1#flow]] the sum `u^(2 - D) + v^(2 - D)` is kept.', 'So is [[C3]].'],
    },
    { kind: 'document', document: derivation },
    { kind: 'experiment', id: experiment.outcomes[0]!.id, outcome: experiment.outcomes[0]! },
    { kind: 'experiment', id: 'closed-forms', outcome: null },
    {
      kind: 'figure',
      text: 'Steeper at `alpha = 1`.',
      figure: {
        id: 'curves',
        title: 'Potential',
        x: { name: 'w', scale: 'linear' },
        y: { name: 'potential', scale: 'linear' },
        series: [{ name: 'depth 3, scale 1', x: [0, 1, 2], y: [0, 0.5, null] }],
      },
    },
    { kind: 'exercise', text: 'Why `D > 2`?', answer: 'At `D = 2` the power is a logarithm.' },
  ],
  verdict: 'proved',
  elapsed: 1200,
};

export const everyRecord = {
  chapter, theory, obstruction, check, evaluation, refutedClaim, identity, design, derivation, experiment, claimList,
  sweep, audited,
}; // prettier-ignore
