import { HypentropyError } from '../errors.ts';
import type { CheckRequest } from '../index.ts';
import { flagOf } from '../settings.ts';
import type { SettingKey } from '../settings.ts';
import { documentNamed, refuseModel } from './documents.ts';
import { readTextFile } from './readTextFile.ts';
import { modelOf } from './verb.ts';
import type { Call, ComputingVerb } from './verb.ts';

const RANDOM: readonly SettingKey[] = ['samples', 'features', 'sparsity', 'noise', 'measurements'];
const FILE: readonly SettingKey[] = ['response', 'center', 'standardize'];

export const check: ComputingVerb = {
  name: 'check',
  summary: 'compare the theory with a simulated gradient flow, on data or a random problem',
  argument: { name: 'claim', help: 'id of a claim (hypentropy list): its own numeric check', optional: true },
  examples: [
    'hypentropy check --depth 2 --scale 0.1 --samples 10 --features 20 --sparsity 2 --seed 1',
    `hypentropy check --matrix "U*U'" --scale 0.1 --samples 3 --features 4`,
    'hypentropy check --depth 2 --scale 0.1 --loss logistic --samples 10 --features 20',
    'hypentropy check --depth 3 --scale 0.1 --data spectra.csv --response octane --center',
    'hypentropy check --depth 3 --ratio 1,0.1,0.01 --samples 4 --features 6',
    'hypentropy check B8',
  ],
  async task(call) {
    const { values, given, argument } = call;
    if (argument !== '') {
      refuseModel(call, argument);
      return { verb: 'check document', document: await documentNamed(argument) };
    }
    const fromFile = values.data !== undefined;
    refuse(call, fromFile ? RANDOM : FILE, fromFile ? 'a random problem, not --data' : '--data');
    const request: CheckRequest = { ...modelOf(values), tolerance: values.tolerance! };
    if (values.stop !== undefined) request.stop = values.stop;
    if (request.matrix === undefined) refuse(call, ['measurements'], '--matrix');
    else request.commuting = values.measurements !== 'general';
    if (values.margin !== undefined) request.margin = values.margin;
    const save = values.saveData !== undefined;
    if (values.data === undefined) {
      const outputs = outputsOf(values.parametrization);
      if (outputs !== null || request.matrix !== undefined) {
        // a map with several outputs says how many features there are; the features of a matrix are its rows
        const own =
          outputs === null
            ? { samples: 3, features: 4, sparsity: 1, noise: 0 }
            : { samples: Math.max(1, outputs - 1), features: outputs, sparsity: 1, noise: 0 };
        for (const key of ['samples', 'features', 'sparsity', 'noise'] as const)
          request[key] = given.has(key) ? values[key]! : own[key];
        return { verb: 'check', request, save };
      }
      const { samples, features, sparsity, noise } = values as Record<string, number>;
      Object.assign(request, { samples, features, noise });
      // a default sparsity gives way to a small number of features; a given one does not
      request.sparsity = given.has('sparsity') ? sparsity! : Math.min(sparsity!, features!);
      if (values.ratio !== undefined)
        return { verb: 'check path', request: { ...request, ratio: values.ratio } };
      return { verb: 'check', request, save };
    }
    const text = await readTextFile(values.data);
    const name = values.data === '-' ? 'standard input' : values.data;
    const data = { text, name, center: values.center ?? false, standardize: values.standardize ?? false };
    const responded = values.response === undefined ? data : { ...data, response: values.response };
    if (values.ratio !== undefined)
      return { verb: 'check path', request: { ...request, ratio: values.ratio }, data: responded };
    return { verb: 'check', request, data: responded, save };
  },
};

/** How many maps a list such as `[u1*v1, u2*v1]` has; null for a map of one coordinate. */
function outputsOf(parametrization: string | undefined): number | null {
  if (parametrization === undefined || !/^\s*\[/.test(parametrization)) return null;
  let [depth, count] = [0, 1];
  for (const c of parametrization) {
    if (c === '(') depth++;
    if (c === ')') depth--;
    if (c === ',' && depth === 0) count++;
  }
  return count;
}

function refuse({ given }: Call, keys: readonly SettingKey[], belongsTo: string): void {
  const wrong = keys.find((key) => given.has(key));
  if (wrong === undefined) return;
  throw new HypentropyError('setting', `${flagOf(wrong)} goes with ${belongsTo}`);
}
