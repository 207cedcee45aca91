// Compiles assembly/kernel.ts and writes it as base64 into src/numerics/kernelBinary.ts: npm run build:kernel.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = new URL('kernel.ts', import.meta.url);
const target = new URL('../src/numerics/kernelBinary.ts', import.meta.url);

/** The text of src/numerics/kernelBinary.ts for today's source. */
export async function kernelBinary() {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'kernel.ts',
      '-o',
      'kernel.wasm',
      '-O3',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--noAssert',
      '--noColors',
    ],
    {
      readFile: (name) => (name === 'kernel.ts' ? readFileSync(source, 'utf8') : null),
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`assembly/kernel.ts does not compile:\n${stderr.toString()}`);
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,96}/g).map((line) => `  '${line}'`);
  return [
    '// Made by `npm run build:kernel` from assembly/kernel.ts; do not edit.',
    '/** The WebAssembly module of the SIMD kernel, base64. */',
    `export const KERNEL_BINARY =\n${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await kernelBinary());
