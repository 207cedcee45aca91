import { documentNamed, refuseModel } from './documents.ts';
import { modelOf } from './verb.ts';
import type { ComputingVerb } from './verb.ts';

export const derive: ComputingVerb = {
  name: 'derive',
  summary: 'derive the theory of a model, or a claim of the theory, step by step',
  argument: {
    name: 'claim',
    help: 'id of a claim (hypentropy list), or a document of your own',
    optional: true,
  },
  examples: [
    'hypentropy derive --depth 2 --scale symbolic',
    'hypentropy derive --parametrization "u^2 - v^2" --init "u=a, v=a" --format latex --out theory.tex',
    'hypentropy derive C1',
  ],
  async task(call) {
    const { values, argument } = call;
    if (argument === '') return { verb: 'derive', request: modelOf(values) };
    refuseModel(call, argument);
    return { verb: 'derive document', document: await documentNamed(argument) };
  },
};
