import { chapterNamed, documentNamed, refuseModel } from './documents.ts';
import { modelOf } from './verb.ts';
import type { ComputingVerb } from './verb.ts';

export const derive: ComputingVerb = {
  name: 'derive',
  summary: 'derive the theory of a model, a claim of the theory, or a chapter, step by step',
  argument: {
    name: 'claim',
    help: 'id of a claim or a chapter (hypentropy list), or a document of your own',
    optional: true,
  },
  examples: [
    'hypentropy derive --depth 2 --scale symbolic',
    'hypentropy derive --parametrization "u^2 - v^2" --init "u=a, v=a" --format latex --out theory.tex',
    'hypentropy derive C1',
    'hypentropy derive mirror-descent --format latex --out chapter.tex',
  ],
  async task(call) {
    const { values, argument } = call;
    if (argument === '') return { verb: 'derive', request: modelOf(values) };
    refuseModel(call, argument);
    const chapter = await chapterNamed(argument);
    if (chapter !== null) return { verb: 'derive chapter', request: chapter };
    return { verb: 'derive document', document: await documentNamed(argument) };
  },
};
