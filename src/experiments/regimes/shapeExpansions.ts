import type { ComparisonRecord } from '../../records.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { maxNorm } from '../../numerics/norms.ts';
import { coordinateModel, readModel } from '../../theory/readModel.ts';
import { theoryOf } from '../../verification/deriveTheory.ts';
import type { Experiment } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { law, orderIs, type AtScale } from './asymptotics.ts';
import { formulaAt } from './formulaAt.ts';
import { dualExponent, networkMap } from './network.ts';

type Three = [AtScale, AtScale, AtScale];

/** A theory with symbols replaced by numbers only where the formula is evaluated. */
const theoryFrom = (depth: string, scale: string) =>
  theoryOf(coordinateModel(readModel({ depth, scale })), depth === '2');

const HALVINGS = [1, 2, 4] as const;

/** Values of a formula at three scales that halve. */
const three = (at: (share: number) => AtScale): Three => HALVINGS.map(at) as unknown as Three;
const exactly = (h: number, value: number): AtScale => ({
  h,
  value,
  error: Math.abs(value) * Number.EPSILON,
});

export const hypentropyExpansions: Experiment = {
  id: 'hypentropy-expansions',
  title: 'Expansions of the hypentropy',
  text: 'The next term of q(z) = 4 psi(z) at alpha = 1 after the stated ones, over its prediction, as z tends to 0 and to infinity, from the potential that the engine derives, enclosed. A ratio that does not tend to 1, or at another rate, refutes the coefficient.',
  run() {
    const { potential } = theoryFrom('2', '1');
    const names = { psi: potential! };
    const small = (formula: string): Three =>
      three((share) => exactly(0.5 / share, formulaAt(formula, names, { w: 0.5 / share })));
    const large = (formula: string): Three =>
      three((share) => exactly(1 / (32 * share), formulaAt(formula, names, { w: 32 * share })));
    return Promise.resolve({
      comparisons: [
        ...law('z^4', small('(4*psi - w^2/4)/(-w^4/192)'), 2, 'Second term at z -> 0, -z^4/192.'),
        ...law('z^6', small('(4*psi - w^2/4 + w^4/192)/(w^6/2560)'), 2, 'Third term, z^6/2560.'),
        ...law(
          'z^8',
          small('(4*psi - w^2/4 + w^4/192 - w^6/2560)/(-5*w^8/114688)'),
          2,
          'Fourth term, -5 z^8/114688.',
        ),
        ...law('constant', large('(4*psi - w*log(w) + w)/2'), 1, 'Constant at z -> infinity, 2.'),
        ...law('1/z', large('(4*psi - w*log(w) + w - 2)*(-w)'), 2, 'Next term, -1/z.'),
      ],
    });
  },
};

/** A problem whose solutions of least ℓ1 norm are a segment of positive weights, the same for every scale. */
const FACE = { X: Float64Array.of(1, 1, 1, 1, 2, 3.5), y: Float64Array.of(1, 2.25), n: 2, d: 3 };
/** Its null direction, and a point of it. */
const ALONG = [1.5, -2.5, 1] as const;
const POINT = [0.2, 0.5, 0.3] as const;

/** Largest change of a weight along the face. */
const FACE_LENGTH = 2.5 * (0.2 / 1.5 + 0.2);

/** The point of the face where Σ ALONG_i f_i(w_i) = 0 for increasing f_i, by bisection. */
export function onFace(slope: (w: number, i: number) => number): Float64Array {
  const at = (t: number): Float64Array => Float64Array.from(POINT, (p, i) => p + t * ALONG[i]!);
  const [ends, signs] = [[-Infinity, Infinity], ALONG];
  POINT.forEach((p, i) => {
    const end = -p / signs[i]!;
    if (signs[i]! > 0) ends[0] = Math.max(ends[0]!, end);
    else ends[1] = Math.min(ends[1]!, end);
  });
  let [low, high] = ends as [number, number];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    const total = at(middle).reduce((sum, w, i) => sum + ALONG[i]! * slope(w, i), 0);
    if (total > 0) high = middle;
    else low = middle;
  }
  return at((low + high) / 2);
}

/** Distance of the limit from a point of the face at three scales, with the numerical error. */
function distances(
  depth: string,
  target: Float64Array,
  scales: readonly { h: number; alpha: number }[],
  shape?: readonly number[],
): Three {
  return scales.map(({ h, alpha }) => {
    const found = minimise({ map: networkMap(depth, alpha, 3, shape), ...FACE });
    const value = maxNorm(found.w.map((v, i) => v - target[i]!));
    return { h, value, error: maxNorm(found.errorBound) + 4 * Number.EPSILON };
  }) as unknown as Three;
}

function tieBreak(name: string, sizes: Three, order: number, text: string): ComparisonRecord[] {
  const last = sizes[2];
  return [
    orderIs(`${name}-order`, sizes, order, `${text} Order of the distance in the scale, predicted ${order}.`),
    within({
      name,
      discrepancy: last.value,
      // what a distance c h^r at the first scale leaves at the last
      budget: 2 * sizes[0].value * (last.h / sizes[0].h) ** order + last.error,
      unit: 'max|w - w*|',
      text: `Distance to the predicted point of the face at the smallest scale ${brief(last.h)}; the face is ${brief(FACE_LENGTH)} long.`,
    }),
  ];
}

export const depthTwoRichLimit: Experiment = {
  id: 'depth-two-rich-limit',
  title: 'Small scales at depth 2: l1 norm, and entropy between equal l1 norms',
  text: 'The term 2 alpha^2 w0^2/4 of the expansion of psi as alpha tends to 0, for three shapes; and on a problem whose solutions of least l1 norm are a segment, the distance of the limit from the point that maximises the entropy -sum w log(w/w0^2), found by bisection, for two shapes. Another functional, or another order than alpha^4, refutes.',
  run() {
    const comparisons: ComparisonRecord[] = [];
    const { potential } = theoryFrom('2', 'a');
    for (const shape of [0.5, 1, 2]) {
      const ratios = three((share) => {
        const alpha = 0.2 / share;
        const formula = `(4*psi - (log(1/a^2) - 1)*w - w*log(w) + w*log(${shape * shape}))/(2*a^2*${shape * shape})`;
        const own = formula.replaceAll(/\ba\b/g, `(a/${shape})`);
        return exactly(alpha, formulaAt(own, { psi: potential! }, { w: 0.75, a: alpha * shape }));
      });
      comparisons.push(...law(`alpha^2-shape-${shape}`, ratios, 2, `Term 2 alpha^2 w0^2 at w0 = ${shape}.`));
    }
    for (const shape of [
      [1, 1, 1],
      [1, 2, 0.5],
    ]) {
      const target = onFace((w, i) => Math.log(w / shape[i]! ** 2));
      const sizes = distances(
        '2',
        target,
        [0.1, 0.05, 0.025].map((alpha) => ({ h: alpha, alpha })),
        shape,
      );
      comparisons.push(...tieBreak(`entropy-${shape.join('-')}`, sizes, 4, `Shape ${shape.join(', ')}.`));
    }
    return Promise.resolve({ comparisons });
  },
};

const DEPTHS = ['3', '4', '5', '6', '8', 'inf'] as const;

export const depthExpansions: Experiment = {
  id: 'depth-expansions',
  title: 'Expansions of the potential at every depth, and ties between equal l1 norms',
  text: `q^_D = D^2 psi at alpha = 1 for D = ${DEPTHS.join(', ')}: its quartic and sextic coefficients at 0, the constant at infinity, from the parametric potential of the engine, enclosed; and on a problem whose solutions of least l1 norm are a segment, the distance of the limit from the point that maximises sum w^(2/D) (sum log w at infinite depth). A coefficient, functional or order that is wrong is refuted.`,
  run() {
    const comparisons: ComparisonRecord[] = [];
    for (const depth of DEPTHS) {
      const theory = theoryFrom(depth, '1');
      const names = { W: theory.inverseMirrorMap, P: theory.parametricPotential };
      const [factor, p] = depth === 'inf' ? ['1', '1'] : [`${depth}^2`, `(${depth}/(${depth} - 2))`];
      const k4 = `((${p}+1)*(${p}+2)/(192*${p}^2))`;
      const k6 = `((${p}+1)*(${p}+2)*(9*${p}^2+23*${p}+8)/(23040*${p}^4))`;
      const map = networkMap(depth, 1, 1);
      const rate = 1 / map.high[0]!;
      // s as a share of the end of the dual interval, so that W is near 0.4
      const small = (formula: string): Three =>
        three((share) => {
          const s = 0.2 / dualExponent(depth) / share / rate;
          const h = formulaAt('W', names, { s });
          return exactly(h, formulaAt(formula, names, { s }));
        });
      comparisons.push(
        ...law(
          `quartic-${depth}`,
          small(`(${factor}*P - W^2/4)/(-${k4}*W^4)`),
          2,
          `Depth ${depth}, coefficient of w^4.`,
        ),
        ...law(
          `sextic-${depth}`,
          small(`(${factor}*P - W^2/4 + ${k4}*W^4)/(${k6}*W^6)`),
          2,
          `Depth ${depth}, coefficient of w^6.`,
        ),
      );
      // near the end of the dual interval: x = 1 - z is the small variable, of the order w^(-1/p)
      const ends = three((share) => {
        const x = 2 ** -10 / share;
        const formula =
          depth === 'inf'
            ? '(P - W + log(W))/(log(2) - 1)'
            : `(${factor}*P/${p} - W + ${depth}/2*W^(2/${depth}))/((${depth} - 2)*(1 - 2^(-${p})))`;
        return exactly(x, formulaAt(formula, names, { s: (1 - x) / rate }));
      });
      comparisons.push(...law(`constant-${depth}`, ends, 1, `Depth ${depth}, constant at infinity.`));
    }
    for (const depth of ['3', '4', 'inf']) {
      const D = depth === 'inf' ? Infinity : Number(depth);
      const target = onFace((w) => -(w ** (2 / D - 1)));
      // the next term is smaller by mu^(1/p): a factor of 4^p makes it fall by 4
      const scales = [0, 1, 2].map((k) => {
        const mu = 0.01 / 4 ** (k * dualExponent(depth));
        return { h: mu, alpha: depth === 'inf' ? mu : mu ** (1 / D) };
      });
      const what = depth === 'inf' ? 'sum log w' : `sum w^(2/${depth})`;
      comparisons.push(
        ...tieBreak(`tie-${depth}`, distances(depth, target, scales), 1, `Depth ${depth}: ${what}.`),
      );
    }
    return Promise.resolve({ comparisons });
  },
};
