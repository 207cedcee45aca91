import { expect, test } from 'vitest';
import { verifyClaim } from '../../src/index.ts';
import { infixClaim } from '../../src/verification/latexClaim.ts';

const tex = String.raw;

test.each([
  [tex`\psi(w) = w^2`, 'potential = w^2'],
  [tex`\psi_{\alpha,D}(w) := \frac{w}{2}`, 'potential = w/2'],
  [tex`\psi = w`, 'potential = w'],
  [tex`Q_\alpha\left(w\right) = |w|`, 'regularizer = abs(w)'],
  [tex`\nabla\psi(w) = \ln w`, 'mirror-map = log(w)'],
  [tex`\psi^{\prime}(w) = w`, 'mirror-map = w'],
  [tex`\nabla^{2}\psi\,(w) = \frac1w`, 'metric = 1/w'],
  [tex`\psi''(w)=\frac1w`, 'metric = 1/w'],
  [tex`\psi^{\star}(s) = \cosh s`, 'dual-potential = cosh(s)'],
  [tex`\nabla\psi^*(s) = \sinh s`, 'inverse-mirror-map = sinh(s)'],
  [tex`metric = \frac1w`, 'metric = 1/w'],
  [tex`\cosh^2 x - \sinh^2 x = 1`, 'cosh(x)^2 - sinh(x)^2 = 1'],
])('%s', (latex, infix) => {
  expect(infixClaim(latex)).toBe(infix);
});

test('a claim in LaTeX is decided, and the record says how it was read', async () => {
  const claim = tex`\psi(w) = \frac14\left(w\,\operatorname{arcsinh}\frac{w}{2\alpha^2}-\sqrt{w^2+4\alpha^4}\right)`;
  const request = { depth: '2', scale: 'alpha', upToScale: false };
  const right = await verifyClaim({ ...request, claim }, { seed: 1 });
  expect(right.verdict).toBe('proved');
  expect(right.claim).toBe(claim);
  expect(right.readAs).toBe('potential = (w*arsinh(w/(2*alpha^2)) - sqrt(w^2 + 4*alpha^4))/4');
  const wrong = await verifyClaim({ ...request, claim: claim.replace('-', '+') }, { seed: 1 });
  expect(wrong.verdict).toBe('refuted');
});

test('a fault is pointed at in the claim as it was typed', () => {
  expect(() => infixClaim(tex`\psi = \frac{w}{2`)).toThrow(/at character 16/);
  expect(() => infixClaim(tex`\psi`)).toThrow(/has no '='/);
});
