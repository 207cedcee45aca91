import type { DesignRequest } from '../index.ts';
import { HypentropyError } from '../errors.ts';
import type { ComputingVerb } from './verb.ts';

const KEYS = ['potential', 'metric', 'domain', 'at', 'sides'] as const;

export const design: ComputingVerb = {
  name: 'design',
  summary: 'find a parametrization whose gradient flow has a given potential',
  examples: [
    'hypentropy design --potential "w*log(w) - w"',
    'hypentropy design --potential "w*arsinh(w/beta) - sqrt(w^2 + beta^2)" --sides two',
    'hypentropy design --metric "1/(w*(1 - w))" --domain "0 < w < 1" --at 1/4',
  ],
  task({ values }) {
    if (values.potential === undefined && values.metric === undefined) {
      throw new HypentropyError('setting', 'design needs --potential "formula in w", or --metric');
    }
    const request: DesignRequest = {};
    for (const key of KEYS) if (values[key] !== undefined) request[key] = values[key];
    return { verb: 'design', request };
  },
};
