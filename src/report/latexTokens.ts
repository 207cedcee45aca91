/** A LaTeX formula as tokens: commands, braced groups (with their braces) and single characters. */
export function latexTokens(tex: string): string[] {
  const tokens: string[] = [];
  let i = 0;
  while (i < tex.length) {
    let end = i + 1;
    if (tex[i] === '\\') {
      while (end < tex.length && /[A-Za-z]/.test(tex[end]!)) end++;
      if (end === i + 1) end++;
    } else if (tex[i] === '{') end = closingBrace(tex, i);
    tokens.push(tex.slice(i, end));
    i = end;
  }
  return tokens;
}

function closingBrace(tex: string, start: number): number {
  let depth = 0;
  for (let i = start; i < tex.length; i++) {
    if (tex[i] === '\\') i++;
    else if (tex[i] === '{') depth++;
    else if (tex[i] === '}' && --depth === 0) return i + 1;
  }
  return tex.length;
}

const isGroup = (token: string | undefined): token is string => token !== undefined && token.startsWith('{');
const inside = (group: string): string => group.slice(1, group.endsWith('}') ? -1 : undefined);

/** Rows of an aligned environment: split at double backslashes outside groups and inner environments. */
export function latexRows(tex: string): string[] {
  const rows: string[] = [''];
  let depth = 0;
  for (const token of latexTokens(tex)) {
    if (token === '\\begin') depth++;
    if (token === '\\end') depth--;
    if (token === '\\\\' && depth === 0) rows.push('');
    else rows[rows.length - 1] += token;
  }
  return rows.map((row) => row.trim()).filter((row) => row !== '');
}

/** Rough width of a formula in digits of the same size, for deciding where to break. */
export function latexWidth(tex: string): number {
  const tokens = latexTokens(tex);
  let width = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === '\\frac' || token === '\\dfrac' || token === '\\tfrac' || token === '\\binom') {
      const [top, bottom] = [tokens[i + 1] ?? '', tokens[i + 2] ?? ''];
      width += Math.max(latexWidth(strip(top)), latexWidth(strip(bottom))) + 0.6;
      i += 2;
    } else if (token === '^' || token === '_') {
      width += 0.7 * latexWidth(strip(tokens[++i] ?? ''));
    } else if (isGroup(token)) {
      width += latexWidth(inside(token));
    } else width += tokenWidth(token);
  }
  return width;
}

const strip = (token: string): string => (isGroup(token) ? inside(token) : token);

const WIDTHS = new Map<string, number>([
  ['\\left', 0], ['\\right', 0], ['&', 0], ['\\,', 0.3], ['\\;', 0.5], ['\\!', -0.3], ['\\quad', 2], ['\\qquad', 4],
  ['\\operatorname', 0.4], ['\\mathrm', 0], ['\\text', 0], ['\\displaystyle', 0], ['\\mathbf', 0], ['\\mathbb', 0],
  ['\\sqrt', 1.8], ['\\cdot', 1.4], ['\\times', 2.4], ['\\leq', 2.6], ['\\geq', 2.6], ['\\neq', 2.6], ['\\to', 3],
  ['\\infty', 2], ['\\log', 2.6], ['\\exp', 2.8], ['\\sinh', 3.2], ['\\cosh', 3.4], ['\\tanh', 3.4], ['\\sin', 2.4],
  ['\\cos', 2.6], ['\\tan', 2.6], ['\\arcsin', 4.8], ['\\arccos', 5], ['\\arctan', 5], ['\\ln', 1.8],
]); // prettier-ignore

function tokenWidth(token: string): number {
  const known = WIDTHS.get(token);
  if (known !== undefined) return known;
  if (token.length > 1) return 1.3;
  if ('+-=<>'.includes(token)) return 2.4;
  if (/\s/.test(token)) return 0;
  if ('.,;:|()[]'.includes(token)) return 0.7;
  return /[mwMW]/.test(token) ? 1.6 : 1.05;
}
