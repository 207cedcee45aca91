import { FormulaError } from '../errors.ts';

const SPACES = new Set([
  ',',
  ';',
  ':',
  '!',
  ' ',
  'quad',
  'qquad',
  'displaystyle',
  'textstyle',
  'nolimits',
  'limits',
  'thinspace',
]);

/** Walks over LaTeX source by characters and commands; spaces and spacing commands do not count. */
export class LatexScanner {
  protected readonly source: string;
  protected at = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** The next character or command, after spaces; empty at the end. */
  protected peek(): string {
    this.skip();
    return this.token();
  }

  protected token(): string {
    if (this.source[this.at] !== '\\') return this.source[this.at] ?? '';
    return /^\\([A-Za-z]+|.)?/s.exec(this.source.slice(this.at))![0];
  }

  protected skip(): void {
    for (;;) {
      const token = this.token();
      const isSpace = /^[\s~&$]$/.test(token) || (token.startsWith('\\') && SPACES.has(token.slice(1)));
      if (!isSpace) return;
      this.at += token.length;
    }
  }

  protected take(token: string): [position: number] {
    this.skip();
    const position = this.at;
    this.at += token.length;
    return [position];
  }

  protected rawArgument(): string {
    const next = this.peek();
    if (next === '{') return this.rawGroup();
    if (next === '') this.fail('formula ends too early');
    this.take(next);
    return next;
  }

  protected rawGroup(): string {
    if (this.peek() !== '{') this.fail("missing '{'");
    const start = this.at;
    let depth = 0;
    for (; this.at < this.source.length; this.at++) {
      if (this.source[this.at] === '{') depth++;
      if (this.source[this.at] === '}' && --depth === 0) return this.source.slice(start + 1, this.at++);
    }
    this.failAt(start, 1, "'{' without '}'");
  }

  protected fail(message: string, help = ''): never {
    this.skip();
    this.failAt(Math.min(this.at, this.source.length), Math.max(1, this.token().length), message, help);
  }

  protected failAt(position: number, length: number, message: string, help = ''): never {
    throw new FormulaError(`${message} at character ${position + 1}`, this.source, position, length, help);
  }
}
