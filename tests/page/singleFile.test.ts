import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { launch } from './openPage.ts';

test('the page is one file that works from disk', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hypentropy-single-'));
  await build({ mode: 'single', logLevel: 'error', build: { outDir: folder } });
  expect(await readdir(folder)).toEqual(['hypentropy.html']);
  const browser = await launch();
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const address = pathToFileURL(join(folder, 'hypentropy.html')).href;
  await page.goto(`${address}#v=1&view=explore&depth=2&scale=1&X=1,2&y=1`);
  await page.locator('.headline', { hasText: 'kernel regime' }).waitFor();
  // dragged to the small end with the pointer
  const slider = (await page.getByLabel('Initial scale α').boundingBox())!;
  const middle = slider.y + slider.height / 2;
  await page.mouse.move(slider.x + slider.width * 0.66, middle);
  await page.mouse.down();
  await page.mouse.move(slider.x + 4, middle, { steps: 8 });
  await page.mouse.up();
  await page.locator('.headline', { hasText: 'rich regime' }).waitFor();
  // the derivation by the other worker, a linear program by WebAssembly, a formula by KaTeX with its fonts
  await page.locator('.derivation .katex').first().waitFor();
  await page.locator('rect.rich.mark').waitFor();
  expect(await page.evaluate(() => document.fonts.check('16px KaTeX_Math'))).toBe(true);
  // views that are fetched elsewhere are in the file
  await page.getByRole('button', { name: 'Course', exact: true }).click();
  await page.getByRole('link', { name: 'Mirror descent and where it ends' }).click();
  await page.getByLabel('Document F1').scrollIntoViewIfNeeded();
  await page.locator('.document h3 .verdict').first().waitFor();
  expect(asked.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
  expect(errors).toEqual([]);
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
