import { allChapters, allDocuments } from './documents.ts';
import type { ComputingVerb } from './verb.ts';

export const list: ComputingVerb = {
  name: 'list',
  summary: 'list the chapters of the course, and every claim with the verdict of its derivation and check',
  examples: ['hypentropy list', 'hypentropy list --run --json --out claims.json'],
  notes: [
    'hypentropy derive CHAPTER computes a chapter of the course,',
    'hypentropy derive ID replays the derivation of a claim,',
    'hypentropy check ID its numeric check.',
  ],
  async task({ values }) {
    const course = await allChapters();
    return { verb: 'list', request: { ...(await allDocuments()), course, run: values.run ?? false } };
  },
};
