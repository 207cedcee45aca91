import type { Line } from './document.ts';
import type { Place } from './place.ts';

/** Where a formula stands in the literature. */
export interface Published {
  readonly paper: string;
  /** Which formula of it, in a few words. */
  readonly formula: string;
  /** Where its wording was seen. */
  readonly seen: Seen;
}

/** `quoted`: the text was not at hand, and the formula is stated as it is commonly quoted. */
export const SEEN = ['paper', 'abstract', 'code', 'quoted'] as const;
export type Seen = (typeof SEEN)[number];

/** What was found of a published formula, and the lines of the document that show it. */
export type Finding = { readonly by: readonly string[] } & (
  | { readonly kind: 'agrees' }
  /** published = factor*derived + offset, which is decided beside the lines. */
  | {
      readonly kind: 'factor';
      readonly published: string;
      readonly derived: string;
      readonly factor: string;
      readonly offset?: string;
    }
  /** Holds under a condition that the paper, or the usual quotation, leaves out; `fails` is a counterexample without it. */
  | {
      readonly kind: 'condition';
      readonly condition: string;
      /** What the condition says, where its formula is the example's. */
      readonly words?: string;
      readonly fails: string;
    }
  /** `fails` is a counterexample; the lines of `by` are the mended form. */
  | { readonly kind: 'wrong'; readonly fails: string }
);

export const FINDING_KINDS = ['agrees', 'factor', 'condition', 'wrong'] as const;

const KEYS = {
  agrees: ['kind', 'by'],
  factor: ['kind', 'by', 'published', 'derived', 'factor', 'offset'],
  condition: ['kind', 'by', 'condition', 'words', 'fails'],
  wrong: ['kind', 'by', 'fails'],
} as const;

const UNCHECKED: readonly string[] = ['cited', 'definition', 'counterexample'];

export function readPublished(json: unknown, place: Place): Published {
  const o = place.object(json, ['paper', 'formula', 'seen']);
  return {
    paper: place.in('paper').text(o.paper),
    formula: place.in('formula').text(o.formula),
    seen: place.in('seen').choice(o.seen, SEEN),
  };
}

/**
 * Reads a finding and sees that the lines it names can show it: `by` are lines that are checked, `fails` is a counterexample,
 * and a condition is one that every line of `by` assumes and the counterexample does not.
 */
export function readFinding(json: unknown, steps: readonly Line[], place: Place): Finding {
  const kind = place
    .in('kind')
    .choice(place.object(json, [...new Set(Object.values(KEYS).flat())]).kind, FINDING_KINDS);
  const o = place.object(json, KEYS[kind]);
  const text = (key: string): string => place.in(key).text(o[key]);
  const named = (id: string, key: string): Line => {
    const line = steps.find((step) => step.id === id);
    if (line === undefined) throw place.in(key).fault(`names the line '${id}', which is missing`);
    return line;
  };
  const by = place.in('by').texts(o.by);
  if (by.length === 0) throw place.in('by').fault('must name a line that shows the finding');
  const shown = by.map((id) => named(id, 'by'));
  const unchecked = shown.find(({ reason }) => UNCHECKED.includes(reason));
  if (unchecked !== undefined)
    throw place.in('by').fault(`names the line '${unchecked.id}', which is ${unchecked.reason} and shows nothing`); // prettier-ignore
  if (kind === 'agrees') return { kind, by };
  if (kind === 'factor') {
    const [published, derived, factor] = [text('published'), text('derived'), text('factor')];
    return { kind, by, published, derived, factor, ...(o.offset === undefined ? {} : { offset: text('offset') }) }; // prettier-ignore
  }
  const fails = named(text('fails'), 'fails');
  if (fails.reason !== 'counterexample') throw place.in('fails').fault('must name a counterexample');
  if (kind === 'wrong') return { kind, by, fails: fails.id };
  const condition = text('condition');
  requireSame(shown, fails, condition, place);
  return { kind, by, condition, fails: fails.id, ...(o.words === undefined ? {} : { words: text('words') }) }; // prettier-ignore
}

/**
 * The counterexample must be to a formula of the lines that hold under the condition, and lie outside of it: the lines
 * assume it (whether the point violates it is decided in the replay), or they are about another model.
 */
function requireSame(shown: readonly Line[], fails: Line, condition: string, place: Place): void {
  const plain = (formula: string): string => formula.replace(/\s+/g, '');
  const stated = new Set(shown.flatMap(({ formulas }) => formulas.map(plain)));
  if (!fails.formulas.every((f) => stated.has(plain(f))))
    throw place.in('fails').fault('must be a counterexample to a formula of the lines that hold under the condition'); // prettier-ignore
  const isAssumed = shown.every(({ assumptions }) => assumptions.map(plain).includes(plain(condition)));
  const isOther = fails.model !== undefined && shown.every(({ model }) => JSON.stringify(model) !== JSON.stringify(fails.model)); // prettier-ignore
  if (!isAssumed && !isOther)
    throw place.in('condition').fault("must be among the 'assumptions' of every line of 'by', or the counterexample about another model"); // prettier-ignore
}

/** The finding in a few words. */
export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'agrees':
      return 'agrees';
    case 'factor': {
      const { factor, offset } = finding;
      const parts = [
        ...(factor === '1' ? [] : [`factor ${factor}`]),
        ...(offset === undefined ? [] : [`constant ${offset}`]),
      ];
      return `agrees, ${parts.join(' and ')}`;
    }
    case 'condition':
      return `needs ${finding.words ?? finding.condition}`;
    case 'wrong':
      return 'wrong; mended';
  }
}
