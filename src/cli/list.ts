import { allDocuments } from './documents.ts';
import type { ComputingVerb } from './verb.ts';

export const list: ComputingVerb = {
  name: 'list',
  summary: 'list every claim of the theory with the verdict of its derivation and check',
  examples: ['hypentropy list', 'hypentropy list --run --json --out claims.json'],
  notes: [
    'hypentropy derive ID replays the derivation of a claim,',
    'hypentropy check ID its numeric check.',
  ],
  async task({ values }) {
    return { verb: 'list', request: { ...(await allDocuments()), run: values.run ?? false } };
  },
};
