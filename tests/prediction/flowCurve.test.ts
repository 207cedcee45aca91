import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/index.ts';

const value = async (parametrization: string, init: string, quantity: string, at: string, digits = 20) => {
  const record = await evaluate({ parametrization, init, quantity, at: [at], digits }, { seed: 1 });
  return record.values[0]!.value;
};

describe('quantities of maps whose flow has no closed form', () => {
  test('tanh: psi as the antiderivative of its mirror map', async () => {
    // psi' = artanh(w)/2 + w/(2 (1 - w^2)), so psi = w artanh(w)/2
    expect(await value('tanh(t)', 't=0', 'mirror-map', '0.5')).toBe('0.60798640550036075618');
    expect(await value('tanh(t)', 't=0', 'potential', '0.5')).toBe('0.13732653608351371142');
    expect(await value('tanh(t)', 't=0', 'metric', '0.5', 12)).toBe('1.77777777778');
  });

  test('three unequal layers end where the elliptic integral says', async () => {
    // s_+ = 1.17514424776794, s_- = 1.93513463630714 (independent quadrature of dx / prod sqrt(x^2 + mu^2))
    const near = await value('u*v*z', 'u=1.3, v=0.9, z=0.4', 'inverse-mirror-map', '1.1751442', 6);
    expect(Number(near)).toBeGreaterThan(1e6);
    await expect(value('u*v*z', 'u=1.3, v=0.9, z=0.4', 'inverse-mirror-map', '1.1751443')).rejects.toThrow(
      /ends near s = 1\.17514/,
    );
    await expect(value('u*v*z', 'u=1.3, v=0.9, z=0.4', 'inverse-mirror-map', '-1.9351347')).rejects.toThrow(
      /ends near s = -1\.93513/,
    );
  });

  test('the dual potential of a product of three is the growth of the squared norm over six', async () => {
    // at s with w(s) = 2: psi* = s w - psi
    const [s, psi] = await Promise.all(
      ['mirror-map', 'potential'].map((q) => value('u*v*z', 'u=1.3, v=0.9, z=0.4', q, '2', 30)),
    );
    const dual = Number(s) * 2 - Number(psi);
    const rational = await value('u*v*z', 'u=1.3, v=0.9, z=0.4', 'dual-potential', s!.slice(0, 20), 15);
    expect(Number(rational)).toBeCloseTo(dual, 12);
  });

  test('what the flow does not reach is refused', async () => {
    await expect(value('tanh(t)', 't=0', 'potential', '2', 5)).rejects.toThrow(/does not reach w = 2/);
  });
});
