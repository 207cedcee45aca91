import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript without declarations
import { kernelBinary } from '../../assembly/build.mjs';

it('the committed WebAssembly is what its source compiles to', async () => {
  const committed = readFileSync(new URL('../../src/numerics/kernelBinary.ts', import.meta.url), 'utf8');
  expect(await (kernelBinary as () => Promise<string>)()).toBe(committed);
}, 60_000);
