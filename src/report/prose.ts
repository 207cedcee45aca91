import type { Inline } from './document.ts';
import { mathOf } from './mathOf.ts';

/** Running text in pieces: a part between backticks is an infix formula, set as mathematics where possible. */
export function prosePieces(text: string): Inline[] {
  return plainReferences(text)
    .split(/`([^`\n]+)`/)
    .map((part, i) => (i % 2 === 1 ? mathOf(part) : part))
    .filter((part) => part !== '');
}

/** The same for plain text: the backticks go, the formulas stay infix. */
export const plainProse = (text: string): string => plainReferences(text).replace(/`([^`\n]+)`/g, '$1');

/** `[[A1]]` and `[[A1#step]]` as words. */
const plainReferences = (text: string): string => text.replace(/\[\[([^\]#]+)(?:#([^\]]+))?\]\]/g, (_, id: string, line?: string) => line === undefined ? id : `${id} (${line})`); // prettier-ignore
