import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileNamed, serveFolder } from '../../src/cli/serve.ts';

let folder: string;
let server: Awaited<ReturnType<typeof serveFolder>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hypentropy-serve-'));
  await writeFile(join(folder, 'index.html'), '<p>page</p>');
  server = await serveFolder(folder, 0);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});
const get = (path: string): Promise<Response> => fetch(`http://localhost:${server.port}${path}`);

describe('serving a folder', () => {
  test('the root is its index, a missing file is 404', async () => {
    const page = await get('/?any#fragment');
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<p>page</p>',
    ]);
    expect((await get('/missing.js')).status).toBe(404);
    expect((await get('/%')).status).toBe(404);
  });

  test('no address leaves the folder', async () => {
    for (const path of [
      '/../secret',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/a/../../b',
      '/%00',
    ])
      expect(fileNamed(folder, path)).toBeNull();
    const piece = fc.constantFrom('..', '.', 'a', '', '%2e%2e', '%2f', '%5c', 'index.html');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const file = fileNamed(folder, `/${pieces.join('/')}`);
        expect(file === null || file.startsWith(`${folder}/`)).toBe(true);
      }),
    );
  });

  test('a port in use is said in one line', async () => {
    await expect(serveFolder(folder, server.port)).rejects.toThrow(`the port ${server.port} is in use`);
  });
});
