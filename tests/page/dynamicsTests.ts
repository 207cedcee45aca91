import { describe, expect, test } from 'vitest';
import type { OpenPage } from './openPage.ts';

const STATE = '#v=1&view=explore&depth=2&scale=0.3&X=1,2&y=1';

export function dynamicsTests(site: () => OpenPage): void {
  describe('losses, algorithms and data of one’s own', () => {
    test('a loss without a minimum compares directions, an algorithm the weights at which it ends', async () => {
      const { page, errors } = await site().open(STATE);
      await page.waitForSelector('.headline strong');
      await page.getByLabel('Loss', { exact: true }).selectOption('logistic');
      await page.locator('.endpoint', { hasText: 'direction' }).waitFor();
      const comparisons = page.getByRole('list', { name: 'Comparisons' });
      expect(await comparisons.textContent()).toMatch(/checked mirror-identity/);
      await page.getByLabel('Loss', { exact: true }).selectOption('squared');
      await page.locator('figure', { hasText: 'contours of Q' }).waitFor();
      await page.getByLabel('Algorithm', { exact: true }).selectOption('gd:0.05');
      await page.locator('.endpoint', { hasText: 'gradient descent, step size 0.05' }).waitFor();
      expect(await comparisons.textContent()).toMatch(/checked limit/);
      await page.getByLabel('Algorithm, exact').fill('gd');
      await page.getByLabel('Algorithm, exact').press('Enter');
      await page.locator('.problem').first().waitFor();
      // as by the command line
      await page.getByLabel('Algorithm, exact').fill('');
      await page.getByLabel('Algorithm, exact').press('Enter');
      await page.locator('figure', { hasText: 'contours of Q' }).waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    });

    test('a CSV file is chosen or dropped; what is wrong in it is said with its place', async () => {
      const { page, errors } = await site().open(STATE);
      await page.waitForSelector('.headline strong');
      const file = (name: string, text: string) => ({
        name,
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      });
      const chooser = page.getByLabel('Open a CSV or JSON file');
      await chooser.setInputFiles(file('three.csv', 'y,a,b,c\n1,1,0.5,2\n-1,0.3,1,-1\n'));
      await page.locator('figure', { hasText: 'weight by weight' }).waitFor();
      expect(await page.getByLabel('equation 2, feature 3').inputValue()).toBe('-1');
      await page.waitForFunction(() => location.hash.includes('X=1%2C0.5%2C2%3B0.3%2C1%2C-1'));
      await chooser.setInputFiles(file('bad.csv', 'y,a,b\n1,2,x\n'));
      const problem = page.getByRole('group', { name: 'Data from a file' }).locator('.problem');
      await problem.waitFor();
      expect(await problem.textContent()).toMatch(/bad\.csv.*(line|row) 2/);
      const wide = Array.from({ length: 300 }, (_, i) => i % 7).join(',');
      await chooser.setInputFiles(file('wide.csv', `${wide}\n${wide}\n`));
      await page.getByText('the page takes at most').waitFor();
      await page.evaluate(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['{"X": [[2, 1]], "y": [1]}'], 'two.json'));
        const target = document.querySelector('.drop')!;
        target.dispatchEvent(
          new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
      });
      await page.locator('figure', { hasText: 'contours of Q' }).waitFor();
      expect(await page.getByLabel('equation 1, feature 1').inputValue()).toBe('2');
      expect(await problem.count()).toBe(0);
      expect(errors).toEqual([]);
      await page.context().close();
    });
  });
}
