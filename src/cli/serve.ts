import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HypentropyError } from '../errors.ts';
import type { ActingVerb } from './verb.ts';

/** The built page, beside the program or in its sources. */
const FOLDERS = ['../ui/', '../../dist/ui/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export const serve: ActingVerb = {
  name: 'serve',
  summary: 'serve the page, on which the theory moves, to a browser on this machine',
  examples: ['hypentropy serve', 'hypentropy serve --port 8080'],
  notes: ['The page is a folder of static files: any host serves dist/ui as it is.'],
  async act({ values }, { print, signal }) {
    const { port, close } = await serveFolder(await builtPage(), values.port!);
    await print(`serving the page at http://localhost:${port}/ (Ctrl+C ends it)\n`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    close();
    return 0;
  },
};

/** Serves a folder of static files on this machine alone; port 0 takes a free one. Throws HypentropyError for a port in use. */
export async function serveFolder(
  folder: string,
  wanted: number,
): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => void answer(folder, request.url ?? '/', response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, wanted)));
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const address = server.address();
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { port: typeof address === 'object' && address !== null ? address.port : wanted, close };
}

async function builtPage(): Promise<string> {
  for (const folder of FOLDERS) {
    const page = await readFile(join(folder, 'index.html')).catch(() => null);
    if (page !== null && !page.includes('./main.ts')) return folder;
  }
  throw new HypentropyError('usage', 'the page is not built', 'npm run build');
}

/** The file that an address names, and nothing outside the folder. */
async function answer(folder: string, url: string, response: ServerResponse): Promise<void> {
  const file = fileNamed(folder, url);
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('there is no such page\n');
    return;
  }
  const isHashed = /-[\w-]{8}\.\w+$/.test(file);
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** Null for an address that is none or leaves the folder. */
export function fileNamed(folder: string, url: string): string | null {
  const [path = '/'] = url.split(/[?#]/);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const root = normalize(folder + sep);
  const file = normalize(join(root, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
  return file.startsWith(root) ? file : null;
}

function portError({ code }: NodeJS.ErrnoException, port: number): HypentropyError {
  const why = code === 'EADDRINUSE' ? 'is in use' : code === 'EACCES' ? 'is not allowed' : `failed (${code})`;
  return new HypentropyError('usage', `the port ${port} ${why}`, 'choose another with --port, or 0 for any');
}
