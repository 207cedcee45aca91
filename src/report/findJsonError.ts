export interface JsonError {
  /** Both from 1. */
  line: number;
  column: number;
  message: string;
}

// JSON forbids control characters in texts
const TOKEN =
  // eslint-disable-next-line no-control-regex
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-]))|(true|false|null)(?!\w))/y;
const DEEPEST = 100;

/**
 * The first place where a text stops being JSON, or undefined when it is JSON. The messages are the same on every
 * engine, unlike those of JSON.parse. Nesting beyond 100 levels is refused.
 */
export function findJsonError(text: string): JsonError | undefined {
  const stack: string[] = [];
  let expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      const at = start + /^[ \t\r\n]*/.exec(text.slice(start, start + 10_000))![0].length;
      if (at >= text.length)
        return expected === 'end' ? undefined : locate(text, at, 'the text ends too early');
      return locate(text, at, describe(text.slice(at, at + 20)));
    }
    const next = step(match, stack, expected);
    const at = TOKEN.lastIndex - match[0].trimStart().length;
    if (next === undefined)
      return locate(text, at, `${wanted(expected, stack)} expected: got ${shown(match[0])}`);
    if (stack.length > DEEPEST) return locate(text, at, `nested deeper than ${DEEPEST} levels`);
    expected = next;
  }
}

/** What may follow this token, or undefined when the token is not allowed here. */
function step(match: RegExpExecArray, stack: string[], expected: string): string | undefined {
  const [, mark, text] = match;
  const afterValue = (): string => (stack.length === 0 ? 'end' : 'separator');
  if (mark === undefined) {
    if (text !== undefined && (expected === 'key' || expected === 'firstKey')) return 'colon';
    return expected === 'value' || expected === 'firstValue' ? afterValue() : undefined;
  }
  if (mark === '{' || mark === '[') {
    if (expected !== 'value' && expected !== 'firstValue') return undefined;
    stack.push(mark);
    return mark === '{' ? 'firstKey' : 'firstValue';
  }
  if (mark === ':') return expected === 'colon' ? 'value' : undefined;
  if (mark === ',') {
    if (expected !== 'separator') return undefined;
    return stack.at(-1) === '{' ? 'key' : 'value';
  }
  const opener = mark === '}' ? '{' : '[';
  const empty = mark === '}' ? 'firstKey' : 'firstValue';
  if (stack.at(-1) !== opener || (expected !== 'separator' && expected !== empty)) return undefined;
  stack.pop();
  return afterValue();
}

function wanted(expected: string, stack: readonly string[]): string {
  if (expected === 'end') return 'the end';
  if (expected === 'colon') return "':'";
  if (expected === 'separator') return stack.at(-1) === '{' ? "',' or '}'" : "',' or ']'";
  return expected === 'key' || expected === 'firstKey' ? 'a key in double quotes' : 'a value';
}

const shown = (token: string): string => `'${token.trim().slice(0, 20)}'`;

function describe(rest: string): string {
  const word = /^-?\w+/.exec(rest)?.[0];
  if (word !== undefined && /^-?(nan|inf)/i.test(word))
    return `${word} is no JSON number; every entry must be finite`;
  if (rest.startsWith('"')) return 'a text that is not closed or holds a control character or a wrong escape';
  if (rest.startsWith("'")) return 'texts stand in double quotes';
  return `unexpected '${word ?? [...rest][0]!}'`;
}

function locate(text: string, at: number, message: string): JsonError {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n'), message };
}
