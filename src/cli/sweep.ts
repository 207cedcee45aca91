import type { SweepRequest } from '../index.ts';
import type { Verb } from './verb.ts';

/** Grid of a sweep where none is given. */
const DEPTHS = '2,3,inf';
const SCALES = '1e-3:10:log:9';

export const sweep: Verb = {
  name: 'sweep',
  summary: 'limits over a grid of depths, scales, sizes and seeds, from kernel to feature learning',
  examples: [
    'hypentropy sweep --depth 1,2,3,inf --scale 1e-3:1e2:log:11 --samples 10 --features 20 --seeds 1-3',
    'hypentropy sweep --depth 2,3 --scale 1e-3:1e2:log:26 --seeds 1-10 --format csv --out rows.csv --shard 1/2',
    'hypentropy sweep --depth 2,3,5 --weight-scale --scale 1e-6:1:log:13 --samples 60,100,200,400 --features 1000 --sparsity 5 --noise 0.2 --risk 0.125',
  ],
  notes: [
    'Lists: 1,2,3; ranges of integers: 1-3; spaced values: from:to:log:count or',
    'from:to:lin:count. Rows of csv and ndjson are written as they are computed; rows',
    'that --out has already are not computed again, a torn last line is repaired.',
  ],
  task({ values }) {
    const request: SweepRequest = {
      depth: values.depth ?? DEPTHS,
      scale: values.scale ?? SCALES,
      samples: String(values.samples),
      features: String(values.features),
      sparsity: String(values.sparsity),
      noise: String(values.noise),
      seeds: values.seeds ?? String(values.seed),
    };
    for (const key of ['loss', 'weightScale', 'simulate', 'tolerance', 'shard', 'risk'] as const)
      if (values[key] !== undefined) Object.assign(request, { [key]: values[key] });
    return { verb: 'sweep', request };
  },
};
