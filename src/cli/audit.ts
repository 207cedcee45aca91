import { allDocuments, documentNamed, refuseModel } from './documents.ts';
import type { ComputingVerb } from './verb.ts';

export const audit: ComputingVerb = {
  name: 'audit',
  summary: 'compare the published formulas of the literature with what is derived here',
  argument: {
    name: 'formula',
    help: 'id of one formula, to see the lines that show its finding; all in a table without it',
    optional: true,
  },
  examples: [
    'hypentropy audit',
    'hypentropy audit woodworth-q',
    'hypentropy audit --format latex --out audit.tex',
  ],
  async task(call) {
    const { argument } = call;
    if (argument === '') return { verb: 'audit', request: { ...(await allDocuments()), run: false } };
    refuseModel(call, argument);
    return { verb: 'audit document', document: await documentNamed(argument) };
  },
};
