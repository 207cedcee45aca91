import { compile } from '../../expression/compile.ts';
import { parse } from '../../expression/parse.ts';
import { readCoupled } from '../../theory/readCoupled.ts';
import { simulatedMap } from '../../verification/coupledClosures.ts';
import type { Experiment } from '../experiment.ts';
import type { ComparisonRecord } from '../../records.ts';
import { drawMany } from '../drawMany.ts';
import { trainingPath, type Measurements } from './trainingPath.ts';
import { vanishing } from './vanishing.ts';

/** w = F(t) with its mirror map up to a constant, a start, and reachable weights. */
const ROWS = [
  { map: 't', slope: 'w', start: 0, weights: [0.5, -1] },
  { map: 't^2/4', slope: 'log(w)', start: 1, weights: [0.5, 1] },
  { map: 'exp(t)', slope: '-1/w', start: 0, weights: [0.5, 2] },
  { map: 'sinh(t)', slope: 'arctan(w)', start: 0, weights: [0.5, -1] },
  { map: 'tanh(t)', slope: 'artanh(w)/2 + w/(2*(1 - w^2))', start: 0, weights: [0.5, -0.3] },
  { map: '1/(1 + exp(-t))', slope: '2*log(w/(1 - w)) - 1/w + 1/(1 - w)', start: 0, weights: [0.7, 0.4] },
  { map: '(1 - cos(t))/2', slope: 'log(w/(1 - w))', start: 1, weights: [0.7, 0.4] },
  { map: 'log(1 + exp(t))', slope: 'log(exp(w) - 1) - 1/(exp(w) - 1)', start: 0, weights: [0.5, 1] },
] as const;
const X = Float64Array.of(1, -0.6);
const TIMES = [0.3, 1, 3, 10];

export const mapDictionary: Experiment = {
  id: 'map-dictionary',
  title: 'A dictionary of maps',
  text: `Gradient flow on the parameter of each of the eight maps, two weights and one measurement, at t = ${TIMES.join(', ')}: psi'(w(t)) - psi'(w(0)) by the mirror map of the dictionary against the accumulated signal.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const { map, slope, start, weights } of ROWS) {
      const model = readCoupled({
        parametrization: `[${map.replace(/\bt\b/g, 'p')}, ${map.replace(/\bt\b/g, 'q')}]`,
        init: `p=${start}, q=${start}`,
      });
      const closures = simulatedMap(model);
      const mirror = compile(parse(slope), ['w']);
      const data: Measurements = { X, y: Float64Array.of(X[0]! * weights[0] + X[1]! * weights[1]) };
      const theta0 = Float64Array.of(start, start);
      const w0 = new Float64Array(2);
      closures.value(theta0, w0);
      await drawMany(context, 1, () => {
        comparisons.push(
          vanishing(
            {
              name: map,
              unit: 'relative to max|s|',
              text: `w = ${map} from t = ${start}, psi' = ${slope}.`,
            },
            (tolerance) => {
              const path = trainingPath(closures, theta0, data, TIMES, tolerance);
              const residuals = path.flatMap(({ w, s }) =>
                [...w].map((v, i) => mirror([v]) - mirror([w0[i]!]) - s[i]!),
              );
              const scale = Math.max(
                ...path.flatMap(({ w, s }) => [...s, ...w.map((v) => mirror([v]))].map(Math.abs)),
              );
              return { residuals, scale };
            },
          ),
        );
      });
    }
    return { comparisons };
  },
};
