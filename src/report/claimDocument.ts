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
  const mended = mendedText(record);
  if (mended !== '') blocks.push({ kind: 'paragraph', role: 'text', text: mended });
  return {
    title: model === null ? 'Claim' : `Claim about ${modelName(model)}`,
    blocks,
    verdict,
    summary: '',
    colophon: colophonOf(record),
  };
}

/** In which sense a refuted claim is right after all: up to a factor, or under a condition. */
function mendedText({ verdict, factor, condition }: ClaimRecord): string {
  if (verdict !== 'refuted') return '';
  if (factor !== undefined) return `The claim is right up to the constant factor \`${factor}\`.`;
  if (condition === undefined) return '';
  const { when, verdict: how, evidence, outside, also } = condition;
  const { points, fails } = outside;
  const share = fails === points ? `all of ${points}` : `${fails} of ${points}`;
  const elsewhere = points === 0 ? '' : ` Outside of it the claim fails at ${share} sampled points.`;
  const others = also.length === 0 ? '' : ` It holds for ${also.map(conjunction).join(', and for ')} too.`;
  return `The claim holds for ${conjunction(when)}: ${how} (${evidenceText(evidence)}).${elsewhere}${others}`;
}

const conjunction = (parts: readonly string[]): string => parts.map(said).join(' and ');

/** `n even` is said in words, a relation is a formula. */
const said = (part: string): string =>
  /^\w+ [a-z]+$/.test(part) ? part.replace(/^\w+/, '`$&`') : `\`${part}\``;
