import { GREEK_NAMES } from './greek.ts';

/**
 * A variable's name in LaTeX: `alpha` is \alpha, `u0` and `u_0` are u_{0}, `w_max` is w_{\mathrm{max}}; names of
 * several letters are upright. ASCII only.
 */
export function symbolLatex(name: string): string {
  const [first = '', ...rest] = name.split('_').filter((part) => part !== '');
  const [, letters = '', digits = ''] = /^(.*?)(\d*)$/s.exec(first)!;
  const base = letters === '' ? part(first) : part(letters);
  const subscripts = (letters === '' ? [] : [digits]).concat(rest).filter((s) => s !== '');
  if (subscripts.length === 0) return base;
  return `${base}_{${subscripts.map(part).join(',')}}`;
}

function part(text: string): string {
  if (GREEK_NAMES.has(text)) return `\\${text}`;
  if (/^([A-Za-z]|\d+)$/.test(text)) return text;
  const safe = text.replace(/[^A-Za-z0-9]/g, (c) => `{[${c.codePointAt(0)!.toString(16)}]}`);
  return `\\mathrm{${safe}}`;
}
