import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/expression/parse.ts';
import { toLatex } from '../../src/expression/printLatex.ts';
import { toText } from '../../src/expression/printText.ts';
import { arbitraryExpression } from './arbitraryExpression.ts';
import { evaluateDouble } from './evaluateDouble.ts';
import { evaluateLatex } from './evaluateLatex.ts';

const katexAccepts = (tex: string): void => {
  katex.renderToString(tex, { strict: 'error', throwOnError: true });
};

/** Formulas of the theory as an author would typeset them. */
const GOLDEN: [infix: string, latex: string][] = [
  ['1/(4*sqrt(w^2 + 4*u0^2*v0^2))', String.raw`\frac{1}{4 \sqrt{w^{2} + 4 u_{0}^{2} v_{0}^{2}}}`],
  ['u0^2*exp(4*s) - v0^2*exp(-4*s)', String.raw`u_{0}^{2} e^{4 s} - v_{0}^{2} e^{-4 s}`],
  [
    'kappa*sinh(4*s + log(u0/v0))',
    String.raw`\kappa \sinh\left(4 s + \ln\left(\frac{u_{0}}{v_{0}}\right)\right)`,
  ],
  ['1/(4*(u^2 + v^2))', String.raw`\frac{1}{4 (u^{2} + v^{2})}`],
  [
    '(arsinh(w/(2*u0*v0)) - log(u0/v0))/4',
    String.raw`\frac{1}{4} \left(\operatorname{arsinh}\left(\frac{w}{2 u_{0} v_{0}}\right) - \ln\left(\frac{u_{0}}{v_{0}}\right)\right)`,
  ],
  [
    '(u0^2*exp(4*s) + v0^2*exp(-4*s) - u0^2 - v0^2)/4',
    String.raw`\frac{1}{4} (u_{0}^{2} e^{4 s} + v_{0}^{2} e^{-4 s} - u_{0}^{2} - v_{0}^{2})`,
  ],
  [
    '(w*arsinh(w/(2*u0*v0)) - sqrt(w^2 + 4*u0^2*v0^2) + u0^2 + v0^2)/4',
    String.raw`\frac{1}{4} \left(w \operatorname{arsinh}\left(\frac{w}{2 u_{0} v_{0}}\right) - \sqrt{w^{2} + 4 u_{0}^{2} v_{0}^{2}} + u_{0}^{2} + v_{0}^{2}\right)`,
  ],
  [
    'alpha^2/4*arsinh(w/(2*alpha^2))',
    String.raw`\frac{\alpha^{2}}{4} \operatorname{arsinh}\left(\frac{w}{2 \alpha^{2}}\right)`,
  ],
  [
    'z*arsinh(z/2) - z^2/(2 + sqrt(4 + z^2))',
    String.raw`z \operatorname{arsinh}\left(\frac{z}{2}\right) - \frac{z^{2}}{2 + \sqrt{4 + z^{2}}}`,
  ],
  [
    'z^2/4 - z^4/192 + z^6/2560 - 5*z^8/114688',
    String.raw`\frac{z^{2}}{4} - \frac{z^{4}}{192} + \frac{z^{6}}{2560} - \frac{5 z^{8}}{114688}`,
  ],
  [
    'abs(z)*log(abs(z)) - abs(z) + 2 - 1/abs(z)',
    String.raw`\lvert z \rvert \ln(\lvert z \rvert) - \lvert z \rvert + 2 - \frac{1}{\lvert z \rvert}`,
  ],
  ['w^2/(16*alpha^2*w_0^2)', String.raw`\frac{w^{2}}{16 \alpha^{2} w_{0}^{2}}`],
  [
    '(w*log(w/alpha^2) - w + alpha^2)/4',
    String.raw`\frac{1}{4} \left(w \ln\left(\frac{w}{\alpha^{2}}\right) - w + \alpha^{2}\right)`,
  ],
  ['1/sqrt(delta^2 + 4*w^2)', String.raw`\frac{1}{\sqrt{\delta^{2} + 4 w^{2}}}`],
  [
    'arsinh(2*w/abs(delta))/2',
    String.raw`\frac{1}{2} \operatorname{arsinh}\left(\frac{2 w}{\lvert \delta \rvert}\right)`,
  ],
  [
    'arsinh(w/(u_0^2 + v_0^2))/2',
    String.raw`\frac{1}{2} \operatorname{arsinh}\left(\frac{w}{u_{0}^{2} + v_{0}^{2}}\right)`,
  ],
  ['2*a*(1 + sigma^2)/(1 - sigma^2)', String.raw`\frac{2 a (1 + \sigma^{2})}{1 - \sigma^{2}}`],
  [
    'U^4 - 6*U^3 + (12 - 2*z^2)*U^2 - (8 + 10*z^2)*U + z^2 + z^4',
    String.raw`U^{4} - 6 U^{3} + (12 - 2 z^{2}) U^{2} - (8 + 10 z^{2}) U + z^{2} + z^{4}`,
  ],
  ['alpha^(2-D) - D*(D-2)*s', String.raw`\alpha^{2 - D} - D (D - 2) s`],
  ['alpha^D*((1-z)^(-p) - (1+z)^(-p))', String.raw`\alpha^{D} \bigl((1 - z)^{-p} - (1 + z)^{-p}\bigr)`],
  ['(1-z)^(-D/(D-2))', String.raw`(1 - z)^{-D/(D - 2)}`],
  [
    'alpha^2/(2*D)*((1-z)^(-2/(D-2)) + (1+z)^(-2/(D-2)) - 2)',
    String.raw`\frac{\alpha^{2}}{2 D} \bigl((1 - z)^{-2/(D - 2)} + (1 + z)^{-2/(D - 2)} - 2\bigr)`,
  ],
  ['alpha^2*(cosh(4*s)-1)/2', String.raw`\frac{\alpha^{2}}{2} (\cosh(4 s) - 1)`],
  ['1/(D^2*(u^(2*D-2) + v^(2*D-2)))', String.raw`\frac{1}{D^{2} (u^{2 D - 2} + v^{2 D - 2})}`],
  ['1/(2*D^2*alpha^(2*D-2))', String.raw`\frac{1}{2 D^{2} \alpha^{2 D - 2}}`],
  ['(p+1)*(p+2)/(8*p^2)*omega^2', String.raw`\frac{(p + 1) (p + 2) \omega^{2}}{8 p^{2}}`],
  ['2*cosh(t)^p*sinh(p*t)', String.raw`2 \cosh^{p}(t) \sinh(p t)`],
  ['(exp(t)*cosh(t))^(1/(D-2))', String.raw`(e^{t} \cosh(t))^{1/(D - 2)}`],
  [
    'p*(z*omega - (D-2)/2*((exp(t)*cosh(t))^(2/(D-2)) - 2))',
    String.raw`p \left(z \omega - \frac{D - 2}{2} \bigl((e^{t} \cosh(t))^{2/(D - 2)} - 2\bigr)\right)`,
  ],
  [
    '(-2*omega^2 + sqrt(4*omega^4 + 64*omega^6/27))^(1/3)',
    String.raw`\sqrt[3]{\sqrt{4 \omega^{4} + \frac{64 \omega^{6}}{27}} - 2 \omega^{2}}`,
  ],
  [
    '1/2 + R/2 + sqrt(3 - R^2 + 2/R)/2',
    String.raw`\frac{1}{2} + \frac{R}{2} + \frac{1}{2} \sqrt{3 - R^{2} + \frac{2}{R}}`,
  ],
  ['sign(omega)*sqrt(1 - 2/x)', String.raw`\operatorname{sign}(\omega) \sqrt{1 - \frac{2}{x}}`],
  ['(sqrt(1+omega^2)-1)/omega', String.raw`\frac{\sqrt{1 + \omega^{2}} - 1}{\omega}`],
  ['tanh(arsinh(omega)/2)', String.raw`\tanh\left(\frac{\operatorname{arsinh}(\omega)}{2}\right)`],
  [
    'sqrt(1+omega^2) - 1 - log((1+sqrt(1+omega^2))/2)',
    String.raw`\sqrt{1 + \omega^{2}} - 1 - \ln\left(\frac{1 + \sqrt{1 + \omega^{2}}}{2}\right)`,
  ],
  ['abs(w) + (D-2)*(1-2^(-p))', String.raw`\lvert w \rvert + (D - 2) (1 - 2^{-p})`],
  ['w/alpha^D', String.raw`\frac{w}{\alpha^{D}}`],
  ['alpha^(-D)', String.raw`\alpha^{-D}`],
  ['-alpha^(-D)', String.raw`-\alpha^{-D}`],
  ['alpha^(2-D)/(D*(D-2))', String.raw`\frac{\alpha^{2 - D}}{D (D - 2)}`],
  ['exp(-4*D^2*alpha^(2*D-2)*lambda*t)', String.raw`e^{-4 D^{2} \alpha^{2 D - 2} \lambda t}`],
  [
    'sqrt((log(H) + log(2/delta))/(2*n))',
    String.raw`\sqrt{\frac{1}{2 n} \left(\ln(H) + \ln\left(\frac{2}{\delta}\right)\right)}`,
  ],
  ['sigma^2*n/(d - n - 1)', String.raw`\frac{\sigma^{2} n}{d - n - 1}`],
  ['(2/3)^x', String.raw`\left(\frac{2}{3}\right)^{x}`],
  ['2*3^x', String.raw`2 \cdot 3^{x}`],
  ['x*3^y', String.raw`x \cdot 3^{y}`],
  ['(-1)^n', String.raw`(-1)^{n}`],
  ['-(-1)^n', String.raw`-(-1)^{n}`],
  ['sinh(x)^2/cosh(x)^2', String.raw`\frac{\sinh^{2}(x)}{\cosh^{2}(x)}`],
  [
    'exp(w*arsinh(w/(2*alpha^2)))',
    String.raw`\exp\left(w \operatorname{arsinh}\left(\frac{w}{2 \alpha^{2}}\right)\right)`,
  ],
  ['e^(-x^2/2)', String.raw`e^{-x^{2}/2}`],
  ['exp(x)^2', String.raw`e^{2 x}`],
  ['w_max + foo + x_1_2 + alpha_u', String.raw`w_{\mathrm{max}} + \mathrm{foo} + x_{1,2} + \alpha_{u}`],
  ['x*(1+1/y)', String.raw`x \left(1 + \frac{1}{y}\right)`],
  ['-(a+b)/2', String.raw`-\frac{a + b}{2}`],
  [
    'x^(-p*((a + b)^2 + 1)) + e^(2*(2*(a + b) - 1))',
    String.raw`x^{-p ((a + b)^{2} + 1)} + e^{2 (2 (a + b) - 1)}`,
  ],
  ['a - (b + c)', String.raw`a - (b + c)`],
  ['(1+x)^(3/2)/(1+y)^(1/2)', String.raw`\frac{(1 + x)^{3/2}}{\sqrt{1 + y}}`],
  ['(a*b)^x', String.raw`(a b)^{x}`],
  ['(x^y)^z', String.raw`(x^{y})^{z}`],
  ['x^(2/3) + x^(1/3) + x^(-1/4) + x^(1/5)', String.raw`x^{2/3} + \sqrt[3]{x} + \frac{1}{x^{1/4}} + x^{1/5}`],
  ['2*sqrt(2)', String.raw`2 \sqrt{2}`],
  ['abs(a/b)^2', String.raw`\left\lvert \frac{a}{b} \right\rvert^{2}`],
  ['-3/4', String.raw`-\frac{3}{4}`],
];

describe('toLatex', () => {
  it.each(GOLDEN)('%s', (infix, latex) => {
    expect(toLatex(parse(infix))).toBe(latex);
    katexAccepts(latex);
  });

  it('is read as the same number, and typeset by KaTeX in strict mode', () => {
    const values: Record<string, number> = { w: 0.7, alpha: 1.3, D: 2.6, u_0: 0.9, x_max: 1.7 };
    const names: Record<string, number> = { ...values, u0: values['u_0']! };
    let compared = 0;
    fc.assert(
      fc.property(arbitraryExpression, (e) => {
        const tex = toLatex(e);
        expect(tex).toMatch(/^[\x20-\x7e]+$/);
        katexAccepts(tex);
        const expected = evaluateDouble(e, names);
        const read = evaluateLatex(tex, values);
        if (!Number.isFinite(expected) || !Number.isFinite(read)) return;
        compared++;
        expect(Math.abs(read - expected), `${tex}   ${toText(e)}`).toBeLessThanOrEqual(
          1e-8 * (1 + Math.abs(expected)),
        );
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it.skipIf(!hasPdflatex())(
    'compiles with pdflatex and amsmath alone',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'latex-'));
      try {
        const random = fc.sample(arbitraryExpression, { numRuns: 100, seed: 2 }).map(toLatex);
        const formulas = [...GOLDEN.map(([, latex]) => latex), ...random].map((tex) => `\\[ ${tex} \\]`);
        const document = [
          '\\documentclass{article}',
          '\\usepackage{amsmath}',
          '\\begin{document}',
          ...formulas,
          '\\end{document}',
        ];
        writeFileSync(join(folder, 'formulas.tex'), document.join('\n'));
        execFileSync(
          'pdflatex',
          ['-draftmode', '-interaction=nonstopmode', '-halt-on-error', 'formulas.tex'],
          { cwd: folder },
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    30_000,
  );
});

function hasPdflatex(): boolean {
  try {
    execFileSync('pdflatex', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
