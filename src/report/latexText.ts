const SPECIAL = new Map<string, string>([
  ['\\', '$\\backslash$'], ['{', '\\{'], ['}', '\\}'], ['$', '\\$'], ['&', '\\&'], ['#', '\\#'], ['_', '\\_'],
  ['%', '\\%'], ['^', '\\textasciicircum{}'], ['~', '\\textasciitilde{}'], ['<', '$<$'], ['>', '$>$'], ['|', '$|$'],
  ['"', "''"], ['–', '--'], ['—', '---'], ['‘', '`'], ['’', "'"], ['“', '``'], ['”', "''"], ['…', '\\dots{}'],
  ['\u00a0', '~'], ['α', '$\\alpha$'], ['β', '$\\beta$'], ['γ', '$\\gamma$'], ['δ', '$\\delta$'],
  ['ε', '$\\varepsilon$'], ['ϵ', '$\\epsilon$'], ['ζ', '$\\zeta$'], ['η', '$\\eta$'], ['θ', '$\\theta$'],
  ['κ', '$\\kappa$'], ['λ', '$\\lambda$'], ['μ', '$\\mu$'], ['µ', '$\\mu$'], ['ν', '$\\nu$'], ['ξ', '$\\xi$'],
  ['π', '$\\pi$'], ['ρ', '$\\rho$'], ['σ', '$\\sigma$'], ['τ', '$\\tau$'], ['φ', '$\\varphi$'], ['ϕ', '$\\phi$'],
  ['χ', '$\\chi$'], ['ψ', '$\\psi$'], ['ω', '$\\omega$'], ['Γ', '$\\Gamma$'], ['Δ', '$\\Delta$'],
  ['Θ', '$\\Theta$'], ['Λ', '$\\Lambda$'], ['Ξ', '$\\Xi$'], ['Π', '$\\Pi$'], ['Σ', '$\\Sigma$'], ['Φ', '$\\Phi$'],
  ['Ψ', '$\\Psi$'], ['Ω', '$\\Omega$'], ['ℓ', '$\\ell$'], ['∇', '$\\nabla$'], ['∂', '$\\partial$'], ['∞', '$\\infty$'],
  ['∫', '$\\int$'], ['∑', '$\\sum$'], ['√', '$\\surd$'], ['±', '$\\pm$'], ['−', '$-$'], ['×', '$\\times$'],
  ['·', '$\\cdot$'], ['⋅', '$\\cdot$'], ['⊙', '$\\odot$'], ['≤', '$\\leq$'], ['≥', '$\\geq$'], ['≠', '$\\neq$'],
  ['≈', '$\\approx$'], ['≡', '$\\equiv$'], ['∝', '$\\propto$'], ['→', '$\\to$'], ['↦', '$\\mapsto$'], ['∈', '$\\in$'],
  ['⟨', '$\\langle$'], ['⟩', '$\\rangle$'], ['‖', '$\\|$'], ['²', '${}^{2}$'], ['³', '${}^{3}$'], ['¹', '${}^{1}$'],
  ['⁻', '${}^{-}$'], ['⁰', '${}^{0}$'], ['⁴', '${}^{4}$'], ['ᵀ', '${}^{\\top}$'], ['½', '$\\tfrac12$'],
  ['¼', '$\\tfrac14$'], ['′', "$'$"], ['ℝ', '$\\mathbb{R}$'], ['✓', '$\\checkmark$'], ['✗', '$\\times$'],
  ['§', '\\S{}'], ['₀', '${}_{0}$'], ['₁', '${}_{1}$'], ['₂', '${}_{2}$'], ['∥', '$\\|$'], ['\u2009', '\\,'],
]); // prettier-ignore

/** A break allowed after these, so that an infix formula in running text does not run into the margin. */
const BREAK_AFTER = new Set(['*', '/', '+', '=', ',', '(', '^', '-']);

/** Characters after which an unbroken word may break anyway. */
const LONGEST_RUN = 24;

/** Plain text (any Unicode) for the body of a LaTeX document; a character without a LaTeX form becomes U+hex. */
export function latexText(text: string): string {
  let result = '';
  let run = 0;
  for (const character of text.normalize('NFC')) {
    const piece = latexCharacter(character);
    result += piece;
    run = /[\s-]/.test(character) ? 0 : run + (piece.startsWith('U+') ? LONGEST_RUN : 1);
    if (run < LONGEST_RUN && !BREAK_AFTER.has(character)) continue;
    result += '\\allowbreak{}';
    run = 0;
  }
  return result.replace(/\\allowbreak\{\}(?=\s|$)/g, '');
}

function latexCharacter(character: string): string {
  const special = SPECIAL.get(character);
  if (special !== undefined) return special;
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return character;
  if (/\s/.test(character)) return ' ';
  // Latin letters with accents that the default font encoding composes
  if (/[À-ÖØ-öø-ÿŠšŽžĆćČčŁłŃńŚśŐőŰűŞşĞğŘřĚě]/.test(character) && !/[ÐðÞþ]/.test(character)) return character;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Text in typewriter type, breakable after operators. */
export const latexCode = (text: string): string =>
  `\\texttt{${[...TYPEWRITER].reduce((code, [body, own]) => code.replaceAll(body, own), latexText(text))}}`;

/** What typewriter type has, or has elsewhere, of what running text borrows from mathematics. */
const TYPEWRITER = new Map([["''", '\\char34{}'], ['$<$', '<'], ['$>$', '>'], ['$|$', '|'], ['\\{', '\\char123{}'], ['\\}', '\\char125{}']]); // prettier-ignore
