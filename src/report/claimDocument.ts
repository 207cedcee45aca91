import type { Block, Document } from './document.ts';
import { evidenceText } from './evidenceText.ts';
import { mathOf } from './mathOf.ts';
import { colophonOf, modelName, modelRows } from './modelBlocks.ts';
import type { ClaimRecord } from '../records.ts';

/** A claim, how it was compared, and what decided it. */
export function claimDocument(record: ClaimRecord): Document {
  const { claim, readAs, model, comparison, derived, evidence, verdict } = record;
  const blocks: Block[] = [
    {
      kind: 'fields',
      rows: [
        { label: 'Claim', value: readAs === undefined ? mathOf(claim) : { kind: 'code', text: claim } },
        ...(readAs === undefined ? [] : [{ label: 'Read as', value: mathOf(readAs) }]),
        ...(model === null ? [] : modelRows(model)),
        { label: 'Compared', value: comparison },
        ...(derived === null ? [] : [{ label: 'Derived', value: mathOf(derived) }]),
      ],
    },
  ];
  const text = evidenceText(evidence);
  if (text !== '') blocks.push({ kind: 'paragraph', role: 'evidence', text });
  return {
    title: model === null ? 'Claim' : `Claim about ${modelName(model)}`,
    blocks,
    verdict,
    summary: '',
    colophon: colophonOf(record),
  };
}
