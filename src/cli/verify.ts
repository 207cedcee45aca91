import { HypentropyError } from '../errors.ts';
import { CLAIMABLE } from '../index.ts';
import { documentNamed, refuseModel } from './documents.ts';
import { modelOf } from './verb.ts';
import type { Verb } from './verb.ts';

export const verify: Verb = {
  name: 'verify',
  summary: 'prove, refute or sample a claim about a model, an identity, or a document',
  argument: {
    name: 'document',
    help: 'derivation to replay: a document or certificate in JSON, or the id of a claim',
    optional: true,
  },
  examples: [
    'hypentropy verify --depth 2 --scale a --claim "s(w) = arsinh(w/(2*a^2))/4"',
    'hypentropy verify --depth 2 --scale a --claim "metric = 1/(4*sqrt(w^2 + 4*a^4))"',
    'hypentropy verify --claim "cosh(arsinh(x)) = sqrt(1 + x^2)"',
  ],
  notes: [
    `Claimable: ${CLAIMABLE.slice(0, 4).join(', ')},`,
    `${CLAIMABLE.slice(4).join(', ')};`,
    "and every line that derive prints, such as psi''(w), psi*(s), s(w), u(s), dw/du,",
    'J J^T, u*v, D_psi(w_1, w_0), but no series.',
    'Anything else is read as an identity "left = right".',
  ],
  async task(call) {
    const { values, argument } = call;
    if (argument !== '') {
      refuseModel(call, argument);
      return { verb: 'verify document', document: await documentNamed(argument) };
    }
    if (values.claim === undefined) {
      throw new HypentropyError('setting', 'verify needs --claim "NAME = formula" or a document');
    }
    const request = { ...modelOf(values), claim: values.claim, upToScale: values.upToScale ?? false };
    return { verb: 'verify', request };
  },
};
