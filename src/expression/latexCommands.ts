/** The commands of LaTeX that a formula may hold, by what they do. */
export const SIZES = new Set([
  'left', 'right', 'big', 'bigl', 'bigr', 'Big', 'Bigl', 'Bigr', 'bigg', 'biggl', 'biggr', 'Bigg', 'Biggl', 'Biggr', 'mathopen', 'mathclose',
]); // prettier-ignore
export const FRACTIONS = new Set(['frac', 'tfrac', 'dfrac', 'cfrac']);
export const TIMES = new Set(['cdot', 'times', 'ast']);
export const FONTS = new Set(['mathbf', 'boldsymbol', 'mathit', 'bm', 'mathsf', 'mathcal', 'mathbb']);
export const ACCENTS = new Set(['hat', 'bar', 'tilde', 'widehat', 'widetilde', 'overline', 'dot', 'check']);
export const NAMES = new Set(['operatorname', 'mathrm', 'text', 'textrm', 'mathop']);
export const OPENING: Record<string, string> = {
  '(': ')',
  '[': ']',
  '\\{': '\\}',
  '\\lbrace': '\\rbrace',
  '\\lbrack': '\\rbrack',
};
export const CLOSING = new Set(['\\}', '\\rbrace', '\\rbrack']);
export const BARS = new Set(['|', '\\lvert', '\\rvert', '\\vert']);
/** What to say of notation that stands for more than one formula. */
export const FOREIGN: Record<string, string> = {
  sum: 'sums are not read: write the claim for one coordinate',
  prod: 'products over an index are not read: write the factors',
  int: 'integrals are not read: write their value',
  lim: 'limits are not read here',
  infty: 'infinity is not a number here',
  pm: 'write one of the two signs',
  mp: 'write one of the two signs',
  nabla: 'a gradient stands alone on the left of a claim, as in \\nabla\\psi(w) = ...',
  partial: 'derivatives are not read: write their value',
  begin: 'write one formula without an environment',
  max: 'the maximum is not read',
  min: 'the minimum is not read',
};
export const INVERSES: Record<string, string> = {
  sinh: 'arsinh', cosh: 'arcosh', tanh: 'artanh', sin: 'arcsin', cos: 'arccos', tan: 'arctan',
}; // prettier-ignore
