import { HypentropyError } from '../errors.ts';
import { modelOf } from './verb.ts';
import type { ComputingVerb } from './verb.ts';

export const evaluate: ComputingVerb = {
  name: 'evaluate',
  summary: 'evaluate one quantity of a theory at points, to any number of digits',
  argument: {
    name: 'quantity',
    help: 'potential, regularizer, mirror-map, inverse-mirror-map, dual-potential, metric or bregman',
  },
  examples: [
    'hypentropy evaluate potential --depth 3 --scale 0.1 --at 0.5 --digits 30',
    'hypentropy evaluate bregman --depth 2 --scale 1 --from 0.5 --at 0.1,1,10',
  ],
  task({ values, argument }) {
    if (values.at === undefined) {
      throw new HypentropyError('setting', 'evaluate needs --at: the points where the quantity is wanted');
    }
    const request = {
      ...modelOf(values),
      quantity: argument,
      at: splitPoints(values.at),
      digits: values.digits!,
    };
    return {
      verb: 'evaluate',
      request: values.from === undefined ? request : { ...request, from: values.from },
    };
  },
};

/** Points separated by commas or semicolons outside brackets. Throws HypentropyError `setting` on an empty one. */
export function splitPoints(text: string): string[] {
  const points = [''];
  let depth = 0;
  for (const character of text) {
    if ('[('.includes(character)) depth++;
    if ('])'.includes(character)) depth--;
    if (depth === 0 && ',;'.includes(character)) points.push('');
    else points[points.length - 1] += character;
  }
  const trimmed = points.map((point) => point.trim());
  if (trimmed.includes('')) {
    throw new HypentropyError(
      'setting',
      `--at must be a list such as 0.1,1,10 without empty entries: got '${text}'`,
    );
  }
  return trimmed;
}
