import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { OpenPage } from './openPage.ts';

const FOLDER = new URL('../../derivations/course/', import.meta.url);

export function courseTests(site: () => OpenPage): void {
  describe('the course', () => {
    test('lists every chapter, and a chapter reads on to the next', async () => {
      const files = (await readdir(FOLDER)).filter((name) => name !== 'index.json');
      const { page, errors } = await site().open('#v=1&view=course');
      await page.locator('.contents li').first().waitFor();
      const listed = page.locator('.contents ol > li > a');
      expect(await listed.count()).toBe(files.length);
      const titles = await Promise.all(
        files.map(
          async (name) =>
            (JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')) as { title: string }).title,
        ),
      );
      expect((await listed.allTextContents()).sort()).toEqual(titles.sort());
      await listed.first().click();
      await page.locator('.turn').waitFor();
      expect(await page.getByText('Chapter 1 of').textContent()).toBe(`Chapter 1 of ${files.length}`);
      expect(await page.locator('.turn a[rel=next]').count()).toBe(files.length > 1 ? 1 : 0);
      await page.goBack();
      await listed.first().waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    });

    test('replays documents that unfold, runs an experiment, draws a figure and opens it in Explore', async () => {
      const { page, errors } = await site().open('#v=1&view=course&chapter=mirror-descent');
      const document = page.getByLabel('Document F1');
      await document.locator('h3 .verdict').waitFor();
      await document.locator('summary').first().click();
      await document.locator('.steps li').first().waitFor();
      await page.locator('article .katex').first().waitFor();
      // a reference inside a chapter stays on the page, one to elsewhere leads there
      await page.getByRole('link', { name: 'A8, squared' }).first().click();
      await page.getByLabel('Document A8').locator('[id="A8#squared"]').waitFor();
      const experiment = page.getByLabel('Experiment bregman-lyapunov');
      await experiment.getByRole('button', { name: 'Run the experiment' }).click();
      await experiment.locator('li .verdict').first().waitFor();
      const figure = page.getByRole('region', { name: 'Figure The loss of three mirror flows' });
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('path.theory').first().waitFor();
      await figure.getByRole('link', { name: 'depth 2, scale 0.01' }).click();
      await page.locator('.headline strong').waitFor();
      expect(await page.getByLabel('Initial scale, exact').inputValue()).toBe('0.01');
      expect(await page.getByLabel('weights', { exact: true }).inputValue()).toBe('20');
      expect(errors).toEqual([]);
      await page.context().close();
    });

    test("a network of one's own is drawn over the figures, and the controls are those of Explore", async () => {
      const { page, errors } = await site().open('#v=1&view=course&chapter=tied-depth&depth=2&scale=0.5');
      const figure = page.locator('#metrics-by-depth');
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('path.theory').first().waitFor();
      expect(await figure.locator('path.own').count()).toBe(0);
      await figure.getByLabel('Draw a network of your own').check();
      const own = figure.locator('path.own');
      await own.waitFor();
      const before = await own.getAttribute('d');
      await figure.getByText('yours: depth 2, scale 0.5').waitFor();
      await figure.getByLabel('Depth D', { exact: true }).fill('9');
      await figure.getByText('yours: depth 8, scale 0.5').waitFor();
      expect(await own.getAttribute('d')).not.toBe(before);
      const other = page.locator('#exponent-by-scale');
      await other.scrollIntoViewIfNeeded();
      await other.locator('path.own').waitFor();
      await other.locator('line.cursor').waitFor({ state: 'attached' });
      await other.getByLabel('Initial scale, exact').fill('0.05');
      await other.getByLabel('Initial scale, exact').press('Enter');
      await figure.getByText('yours: depth 8, scale 0.05').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Explore', exact: true }).click();
      expect(await page.getByLabel('Initial scale, exact').inputValue()).toBe('0.05');
      expect(errors).toEqual([]);
      await page.context().close();
    });

    test('a whole chapter is handed over', async () => {
      const { page, errors } = await site().open('#v=1&view=course&chapter=regret-and-one-pass');
      for (const [label, holds] of [
        ['.tex', '\\end{document}'],
        ['.ipynb', '"nbformat"'],
      ] as const) {
        const waiting = page.waitForEvent('download');
        await page.getByRole('button', { name: `Save the regret-and-one-pass as ${label}` }).click();
        const path = await (await waiting).path();
        expect(await readFile(path, 'utf8')).toContain(holds);
      }
      expect(errors).toEqual([]);
      await page.context().close();
    });

    test('a link leads to the section, and an exercise shows its answer when asked', async () => {
      const { page } = await site().open('#v=1&view=course&chapter=mirror-descent&section=what-to-remember');
      await page.waitForFunction(() => {
        const box = document.getElementById('what-to-remember')?.getBoundingClientRect();
        return box !== undefined && box.top >= 0 && box.top < innerHeight;
      });
      const exercise = page.locator('.exercise').first();
      expect(await exercise.textContent()).not.toContain('orthogonal projection');
      await exercise.getByRole('textbox').fill('the nearest one');
      await exercise.getByRole('button', { name: 'Reveal the answer' }).click();
      await exercise.getByText('orthogonal projection').waitFor();
      await page.context().close();
    });
  });
}
