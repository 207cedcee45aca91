import { expect, test } from 'vitest';
import { verifyClaim } from '../../src/index.ts';

test.each(['metric = 1/w + )', 'metric = 1/w + $', 'metric = 1/w + 2 3..4'])(
  'the character named in an error of %s counts in the whole claim',
  async (claim) => {
    const model = { depth: '2', scale: 'a', claim, upToScale: false };
    const error: unknown = await verifyClaim(model, { seed: 1 }).catch((e: unknown) => e);
    const { message, position, source } = error as { message: string; position: number; source: string };
    expect(source).toBe(claim);
    expect(message).toContain(`at character ${position + 1}`);
    expect(position).toBeGreaterThan('metric = 1/w'.length);
  },
);
