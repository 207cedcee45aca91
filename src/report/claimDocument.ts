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
function mendedText({ verdict, factor, summand, condition, limit }: ClaimRecord): string {
  if (factor !== undefined)
    return `The claim is right up to a constant factor: the claimed side is \`${factor}\` times the other.`;
  if (limit !== undefined)
    return `The claim holds to leading order as ${limit.when.replace('->', 'goes to').replace(/inf$/, 'infinity')}, the other symbols fixed: the ratio of the claimed formula to the derived one tends to 1, ${limit.verdict} (${evidenceText(limit.evidence)}).`;
  const shift =
    summand === undefined
      ? ''
      : `The claim is right up to a constant: the claimed side is the other plus \`${summand}\`. `;
  if (condition === undefined) return shift.trim();
  const { when, verdict: how, evidence, outside, also } = condition;
  const { points, fails } = outside;
  const share = fails === points ? `all of ${points}` : `${fails} of ${points}`;
  if (verdict !== 'refuted')
    return `This is said where both sides have values: outside of ${conjunction(when)} one side alone has one at ${share} sampled points.`;
  const elsewhere = points === 0 ? '' : ` Outside of it the claim fails at ${share} sampled points.`;
  const others = also.length === 0 ? '' : ` It holds for ${also.map(conjunction).join(', and for ')} too.`;
  return `${shift}The claim holds for ${conjunction(when)}: ${how} (${evidenceText(evidence)}).${elsewhere}${others}`;
}

const conjunction = (parts: readonly string[]): string => parts.map(said).join(' and ');

/** `n even` is said in words, a relation is a formula. */
const said = (part: string): string =>
  /^\w+ [a-z]+$/.test(part) ? part.replace(/^\w+/, '`$&`') : `\`${part}\``;
