import type { Inline } from './document.ts';

/** Infix text as an inline piece; formats with typeset mathematics show it as code. */
export function mathOf(infix: string): Inline {
  return { kind: 'code', text: infix };
}
