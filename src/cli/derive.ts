import { modelOf } from './verb.ts';
import type { Verb } from './verb.ts';

export const derive: Verb = {
  name: 'derive',
  summary: 'derive the theory of a model, step by step',
  examples: [
    'hypentropy derive --depth 2 --scale symbolic',
    'hypentropy derive --parametrization "u^2 - v^2" --init "u=a, v=a" --format latex --out theory.tex',
  ],
  task: ({ values }) => ({ verb: 'derive', request: modelOf(values) }),
};
