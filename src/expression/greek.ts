/** Greek letters by name and character, in the names that LaTeX gives them. */
const LETTERS: readonly [name: string, characters: string][] = [
  ['alpha', 'α'], ['beta', 'β'], ['gamma', 'γ'], ['delta', 'δ'], ['epsilon', 'ϵε'], ['zeta', 'ζ'],
  ['eta', 'η'], ['theta', 'θ'], ['iota', 'ι'], ['kappa', 'κ'], ['lambda', 'λ'], ['mu', 'μµ'], ['nu', 'ν'],
  ['xi', 'ξ'], ['rho', 'ρ'], ['sigma', 'σ'], ['tau', 'τ'], ['upsilon', 'υ'], ['phi', 'φϕ'], ['chi', 'χ'],
  ['psi', 'ψ'], ['omega', 'ω'], ['Gamma', 'Γ'], ['Delta', 'Δ'], ['Theta', 'Θ'], ['Lambda', 'Λ'], ['Xi', 'Ξ'],
  ['Pi', 'Π'], ['Sigma', 'Σ'], ['Phi', 'Φ'], ['Psi', 'Ψ'], ['Omega', 'Ω'], ['pi', 'π'],
]; // prettier-ignore

/** Names with a LaTeX command of their own. */
export const GREEK_NAMES: ReadonlySet<string> = new Set([
  ...LETTERS.map(([name]) => name),
  'varepsilon',
  'vartheta',
  'varphi',
  'varrho',
  'varsigma',
]);

/** The name that a Greek character stands for. */
export const GREEK_CHARACTERS: ReadonlyMap<string, string> = new Map(
  LETTERS.flatMap(([name, characters]) => [...characters].map((c): [string, string] => [c, name])),
);
