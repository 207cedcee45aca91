import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { verifyDocument } from '../../src/index.ts';
import type { OpenPage } from './openPage.ts';

const STATE = '#v=1&view=explore&depth=2&scale=0.1&X=1,2&y=1';

async function saved(page: Page, label: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: label }).click(),
  ]);
  return readFile((await download.path())!, 'utf8');
}

export function handOverTests(site: () => OpenPage): void {
  describe('what is taken along', () => {
    test('a certificate that the program decides again, and a notebook', async () => {
      const { page } = await site().open(STATE);
      await page.waitForSelector('.derivation .steps');
      const certificate = await saved(page, 'Save the derivation as JSON');
      const again = await verifyDocument({ text: certificate, name: 'derivation.json' }, { seed: 2 });
      expect(again.steps.length).toBeGreaterThan(10);
      expect(again.verdict).toMatch(/proved|checked/);
      const notebook = JSON.parse(await saved(page, 'Save the derivation as .ipynb')) as {
        nbformat: number;
        cells: { cell_type: string }[];
      };
      expect(notebook.nbformat).toBe(4);
      expect(notebook.cells.filter((cell) => cell.cell_type === 'code').length).toBeGreaterThan(5);
      await page.context().close();
    });

    test('a frame for another page holds the state and no frame of its own', async () => {
      const { page, errors } = await site().open(STATE);
      await page.waitForSelector('.headline strong');
      await page.getByRole('button', { name: 'Copy as frame' }).click();
      const html = await page.evaluate(() => navigator.clipboard.readText());
      expect(html).toMatch(/^<iframe src="[^"<>]*embed=1[^"<>]*"/);
      await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html', body: html }));
      await page.goto(`${site().address}host.html`);
      const frame = page.frameLocator('iframe');
      await frame.locator('.headline strong').waitFor();
      expect(await frame.getByRole('navigation', { name: 'Views' }).isVisible()).toBe(false);
      expect(await frame.getByLabel('Initial scale, exact').inputValue()).toBe('0.1');
      expect(await frame.getByRole('link', { name: 'Open in Hypentropy' }).getAttribute('href')).toContain(
        'embed=0',
      );
      expect(errors).toEqual([]);
      await page.context().close();
    });
  });
}
