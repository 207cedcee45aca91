/** Words filled into lines of at most `width` columns; a longer word is cut. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/\s+/).filter((w) => w !== '')) {
    if (line !== '' && line.length + 1 + word.length <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (word.length > width) {
      lines.push(word.slice(0, width));
      word = word.slice(width);
    }
    line = word;
  }
  if (line !== '') lines.push(line);
  return lines;
}

const CONTINUATION = '    ';

/**
 * An infix formula broken before operators into lines of at most `width` columns, at the outermost operator that
 * leaves a well filled line; continuation lines are indented.
 */
export function wrapFormula(formula: string, width: number): string[] {
  const lines: string[] = [];
  let rest = formula;
  while (rest.length > width && rest.trim() !== '') {
    const cut = bestBreak(rest, width);
    lines.push(rest.slice(0, cut).trimEnd());
    rest = CONTINUATION + rest.slice(cut).trimStart();
  }
  lines.push(rest);
  return lines;
}

/** Where to cut, counted from the start: before the operator with the lowest bracket depth and precedence. */
function bestBreak(text: string, width: number): number {
  let depth = 0;
  let best = -1;
  let bestCost = Infinity;
  const indent = text.length - text.trimStart().length;
  for (let i = indent; i <= Math.min(width, text.length - 1); i++) {
    const c = text[i]!;
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c)) depth--;
    if (i <= indent) continue;
    const precedence = precedenceAt(text, i);
    if (precedence === undefined) continue;
    const emptiness = i < indent + (width - indent) / 3 ? 5 : 0;
    const cost = 3 * depth + precedence + emptiness;
    if (cost <= bestCost) [best, bestCost] = [i, cost];
  }
  return best < 0 ? width : best;
}

function precedenceAt(text: string, i: number): number | undefined {
  const c = text[i]!;
  const spaced = text[i - 1] === ' ' && text[i + 1] === ' ';
  if (spaced && '=<>'.includes(c)) return 0;
  if (text[i - 1] === ',' || text[i - 1] === ';') return 1;
  if (spaced && (c === '+' || c === '-')) return 1;
  if (c === '*' || c === '/') return 2;
  return undefined;
}
