/** A part of running text. */
export type Piece =
  | { kind: 'words'; text: string }
  | { kind: 'formula'; infix: string }
  | { kind: 'reference'; id: string; line: string };

/** Running text in pieces: formulas in infix stand between backticks, references as `[[A1]]` or `[[A1#line]]`. */
export function prosePieces(text: string): Piece[] {
  return text
    .split(/(`[^`\n]+`|\[\[[^\]\n]+\]\])/)
    .filter((part) => part !== '')
    .map((part): Piece => {
      if (part.length > 2 && part.startsWith('`')) return { kind: 'formula', infix: part.slice(1, -1) };
      if (!part.startsWith('[[')) return { kind: 'words', text: part };
      const [id, line = ''] = part.slice(2, -2).split('#');
      return { kind: 'reference', id: id!, line };
    });
}
