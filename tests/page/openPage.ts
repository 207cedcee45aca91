import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import bundled from '@sparticuz/chromium';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { serveFolder } from '../../src/cli/serve.ts';

/** The page as it is now, built, served and seen by a browser. */
export interface OpenPage {
  address: string;
  browser: Browser;
  /** A page of its own at a fragment, and what it complained of. */
  open(
    fragment?: string,
    size?: { width: number; height: number },
  ): Promise<{ page: Page; errors: string[] }>;
  /** Bytes of every script after gzip, by the name before the hash. */
  scripts(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** CHROMIUM names a browser of the system; otherwise that of the package is used. */
export async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] || (await bundled.executablePath());
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

export async function openPage(): Promise<OpenPage> {
  const folder = await mkdtemp(join(tmpdir(), 'hypentropy-page-'));
  await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const server = await serveFolder(folder, 0);
  const browser = await launch();
  const address = `http://localhost:${server.port}/`;
  return {
    address,
    browser,
    async open(fragment = '', size = { width: 1280, height: 900 }) {
      const context = await browser.newContext({ viewport: size, acceptDownloads: true });
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address.slice(0, -1) });
      const page = await context.newPage();
      // below the limit of a test, so that a failure names what it waited for
      page.setDefaultTimeout(12_000);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(`${address}${fragment}`);
      return { page, errors };
    },
    async scripts() {
      const names = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.js'));
      const sizes = await Promise.all(
        names.map(async (name): Promise<[string, number]> => [
          name.replace(/-[\w-]{8}\.js$/, ''),
          gzipSync(await readFile(join(folder, 'assets', name))).length,
        ]),
      );
      return new Map(sizes);
    },
    async close() {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
