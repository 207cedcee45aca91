import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courseTests } from './courseTests.ts';
import { dynamicsTests } from './dynamicsTests.ts';
import { handOverTests } from './handOverTests.ts';
import { openPage, type OpenPage } from './openPage.ts';
import { violations } from './violations.ts';

let site: OpenPage;
beforeAll(async () => {
  site = await openPage();
}, 120_000);
afterAll(async () => site.close());

const drawn = (page: Page) => page.waitForSelector('.headline strong');
const derived = (page: Page) => page.waitForSelector('.derivation .steps');
const headline = async (page: Page): Promise<string> => (await page.textContent('.headline')) ?? '';
const says = (page: Page, pattern: RegExp) => page.locator('.headline', { hasText: pattern }).waitFor();
const exact = (page: Page) => page.getByLabel('Initial scale, exact');
async function setScale(page: Page, value: string): Promise<void> {
  await exact(page).fill(value);
  await exact(page).press('Enter');
}
async function saved(page: Page, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), content: await readFile((await download.path())!) };
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.side')].reduce(
      (most, { scrollWidth, clientWidth }) => Math.max(most, scrollWidth - clientWidth),
      0,
    ),
  );

const COURSE = 'course&chapter=mirror-descent&section=F1%23mirror';
const ELSEWHERE = '#v=1&view=explore&source=depth&depth=3&scale=0.1&X=1,2&y=1';

describe('the first screen', () => {
  test('is the lesson on sparsity: reveal moves the limit from both weights to one', async () => {
    const { page, errors } = await site.open();
    await drawn(page);
    expect(await page.textContent('#lesson-title')).toBe('Why small initialization gives sparsity');
    expect(await headline(page)).toMatch(/w = \(0\.199, 0\.4\).*kernel regime/s);
    await page.getByRole('radio', { name: /one weight does all/ }).check();
    await page.getByRole('button', { name: 'Reveal' }).click();
    await says(page, /\(0\.00704, 0\.496\).*rich regime/s);
    expect(await page.textContent('.lesson')).toContain('right, as you predicted');
    await derived(page);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('needs less than 300 kB of compressed script', async () => {
    const sizes = await site.scripts();
    const { page } = await site.open();
    const asked: string[] = [];
    await drawn(page);
    const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    for (const name of names)
      asked.push(
        name
          .split('/')
          .at(-1)!
          .replace(/-[\w-]{8}\.js$/, ''),
      );
    // what the first view waits for: the page and the quick worker; formulas and proofs come later
    const first = [...sizes].filter(([name]) => asked.includes(name) || name === 'quickWorker');
    const later = /^(katex|thoroughWorker)/;
    const total = first.filter(([name]) => !later.test(name)).reduce((sum, [, size]) => sum + size, 0);
    expect(first.map(([name]) => name)).toContain('quickWorker');
    expect(total).toBeLessThan(300_000);
    expect(total).toBeGreaterThan(50_000);
    await page.context().close();
  });
});

describe('every control', () => {
  test('scale by slider and by text, depth, shape, loss, data, random data and a typed map', async () => {
    const { page, errors } = await site.open(ELSEWHERE);
    await drawn(page);
    await setScale(page, '1/100');
    await says(page, /w = \(\d\.\d × 10⁻[⁰¹²³⁴-⁹], 0\.5\).*rich regime/s);
    await page.getByLabel('Initial scale α').focus();
    const before = await exact(page).inputValue();
    await page.keyboard.press('ArrowRight');
    expect(await exact(page).inputValue()).not.toBe(before);
    await setScale(page, '10');
    await says(page, /kernel regime/);
    await page.getByLabel('Depth, exact').fill('5/2');
    await page.getByLabel('Depth, exact').press('Enter');
    await page.getByLabel('Relative start values').fill('u=[3, 1], v=[3, 1]');
    await page.getByLabel('Relative start values').press('Enter');
    await says(page, /w = \(0\.[5-9]/);
    await page.getByLabel('Relative start values').fill('');
    await page.getByLabel('Relative start values').press('Enter');
    await page.getByLabel('Loss', { exact: true }).selectOption('huber:1');
    await page.getByLabel('Data', { exact: true }).selectOption({ label: 'three weights, one equation' });
    await page.locator('figure', { hasText: 'weight by weight' }).waitFor();
    await page.getByLabel('Data', { exact: true }).selectOption('random');
    await page.locator('figure', { hasText: 'planted signal' }).waitFor();
    await page.getByLabel('seed').fill('7');
    await page.getByLabel('seed').press('Enter');
    await page.getByLabel('typed map').check();
    await page.getByLabel('Map of one coordinate').fill('u^3 - v^3');
    await page.locator('.preview .katex').waitFor();
    await page.getByLabel('Map of one coordinate').fill('u^3 - * v');
    await page.locator('.controls .problem mark').first().waitFor();
    await page.getByLabel('Start from').selectOption('u*v');
    await page.locator('.controls .problem').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a point is moved by the keyboard and by the pointer, and the limit follows', async () => {
    const { page } = await site.open(ELSEWHERE);
    await drawn(page);
    const before = await headline(page);
    await page.locator('.handle').focus();
    await page.keyboard.press('Shift+ArrowRight');
    expect(await page.getByLabel('equation 1, feature 1').inputValue()).toBe('1.25');
    await page.waitForFunction((text) => document.querySelector('.headline')!.textContent !== text, before);
    const box = (await page.locator('.editor svg').boundingBox())!;
    const point = (await page.locator('.handle .point').boundingBox())!;
    await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.5, { steps: 4 });
    await page.mouse.up();
    expect(Number(await page.getByLabel('equation 1, feature 2').inputValue())).toBeLessThan(0.3);
    await page.context().close();
  });

  test('theory and simulation are compared exactly when asked', async () => {
    const { page } = await site.open(ELSEWHERE);
    await drawn(page);
    await page.getByRole('button', { name: /Compare theory/ }).click();
    const verdicts = page.getByRole('list', { name: 'Comparisons' });
    await verdicts.waitFor();
    expect(await verdicts.textContent()).toMatch(/checked limit/);
    expect(await verdicts.textContent()).not.toMatch(/refuted/);
    await page.context().close();
  });

  test('steps unfold with formula, reason and evidence, and are copied as LaTeX', async () => {
    const { page } = await site.open(ELSEWHERE);
    await derived(page);
    const step = page.locator('.steps li', { hasText: 'Inverse mirror map' }).first();
    await step.locator('summary').click();
    await step.locator('.katex math').first().waitFor({ state: 'attached' });
    expect(await step.textContent()).toMatch(/Reason.*Evidence/s);
    await step.getByRole('button', { name: 'Copy LaTeX' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('\\begin{aligned}');
    await page.context().close();
  });
});

describe('the other views', () => {
  test('a claim is proved, a false one refuted with its point, a bad one points at the place', async () => {
    const { page, errors } = await site.open('#v=1&view=verify');
    const verify = page.getByRole('button', { name: 'Verify', exact: true }).last();
    await verify.click();
    await page.locator('.result .proved').waitFor();
    await page.getByLabel('Claim', { exact: true }).fill('metric = 1/sqrt(w^2 + a^4)/4');
    await verify.click();
    await page.locator('.result .refuted').waitFor();
    expect(await page.textContent('.result')).toMatch(/at .*w = /);
    const difference = page.locator('.result figure', { hasText: 'Claimed less derived, a = ' });
    await difference.locator('svg path').nth(2).waitFor();
    await page.getByLabel('Claim', { exact: true }).fill('\\frac{1}{2} w = \\frac{w}{2}');
    await verify.click();
    await page.locator('.result', { hasText: 'Read as' }).locator('.proved').waitFor();
    await page.getByLabel('Claim', { exact: true }).fill('metric = 1/(w');
    await page.locator('.problem mark').first().waitFor();
    // typed text is mathematics or an error, never markup or code
    await page.getByLabel('Claim', { exact: true }).fill('<img src=x onerror="window.hit=1"> = alert(1)');
    await verify.click();
    await page.locator('.problem').last().waitFor();
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a whole document is pasted and decided, a changed sign in it refuted, a bad one named', async () => {
    const { page, errors } = await site.open('#v=1&view=verify');
    const text = await readFile(new URL('../../derivations/A2.json', import.meta.url), 'utf8');
    const claim = page.getByLabel('Claim', { exact: true });
    const verify = page.getByRole('button', { name: 'Verify', exact: true }).last();
    const { title } = JSON.parse(text) as { title: string };
    await claim.fill(text);
    await verify.click();
    await page.locator('.result h3', { hasText: title }).waitFor();
    expect(await page.locator('.result h3 .refuted').count()).toBe(0);
    await claim.fill(text.replace('c^2 + 4*(u*v)^2', 'c^2 - 4*(u*v)^2'));
    await verify.click();
    await page.locator('.result h3 .refuted').waitFor();
    await claim.fill('{"title": ');
    await verify.click();
    expect(await page.locator('.problem').last().textContent()).toMatch(/the document/);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a claim of the theory is replayed line by line', async () => {
    const { page, errors } = await site.open('#v=1&view=claims&open=B1');
    await page.locator('article .steps li').first().waitFor();
    expect(await page.locator('article h2').textContent()).toMatch(/^B1\./);
    await page.getByRole('button', { name: /^A1 / }).click();
    await page.locator('article h2', { hasText: 'A1.' }).locator('.verdict').waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

courseTests(() => site);
dynamicsTests(() => site);
handOverTests(() => site);

describe('a link', () => {
  test('holds the whole state: a second page shows the same', async () => {
    const { page } = await site.open();
    await drawn(page);
    await page.getByRole('button', { name: 'Explore', exact: true }).click();
    await page.getByLabel('Depth, exact').fill('4');
    await page.getByLabel('Data', { exact: true }).selectOption('random');
    await page.getByLabel('seed').fill('11');
    await setScale(page, '0.3');
    await page.locator('figure', { hasText: 'planted signal' }).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/seed=11/);
    const { page: other } = await site.open(link.slice(link.indexOf('#')));
    await drawn(other);
    await other.locator('figure', { hasText: 'planted signal' }).waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    expect(await headline(other)).toBe(await headline(page));
    expect(await exact(other).inputValue()).toBe('0.3');
    await page.goBack();
    expect(await exact(page).inputValue()).not.toBe('0.3');
    await page.context().close();
    await other.context().close();
  });

  test('that says nonsense shows what is right in it', async () => {
    const { page, errors } = await site.open(
      '#v=1&view=nowhere&depth=2&scale=-3&X=1,2;3&seed=x&loss=nothing',
    );
    await page.locator('.problem').first().waitFor();
    expect(await page.locator('.problem').first().textContent()).toMatch(/scale|loss/);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('files', () => {
  test('of a derivation and of every figure open and say what they should', async () => {
    const { page } = await site.open(ELSEWHERE);
    await derived(page);
    const tex = await saved(page, () => page.getByRole('button', { name: /derivation as \.tex/ }).click());
    expect(tex.content.toString()).toMatch(/\\documentclass[\s\S]*\\end\{document\}/);
    const md = await saved(page, () => page.getByRole('button', { name: /derivation as \.md/ }).click());
    expect(md.content.toString()).toMatch(/^# /m);
    const json = await saved(page, () => page.getByRole('button', { name: /derivation as JSON/ }).click());
    expect(JSON.parse(json.content.toString())).toMatchObject({ schema: 1, model: { depth: '3' } });
    await page.context().close();
  });

  // the browser asks before a tenth file of one page, so that the figures are saved from two
  test.each([
    ['three', 0],
    ['other three', 3],
  ] as const)('of the %s figures open as drawing and as image', async (_, first) => {
    const { page } = await site.open(ELSEWHERE);
    await drawn(page);
    await page.locator('figure', { hasText: 'From kernel to rich' }).waitFor();
    const figures = await page.locator('figure h2').allTextContents();
    expect(figures.length).toBe(6);
    for (const title of figures.slice(first, first + 3)) {
      const svg = await saved(page, () =>
        page.getByRole('button', { name: `Save the figure ${title} as SVG` }).click(),
      );
      const text = svg.content.toString();
      const isDrawing = await page.evaluate((source) => {
        const { documentElement } = new DOMParser().parseFromString(source, 'image/svg+xml');
        return documentElement.tagName === 'svg' && documentElement.querySelectorAll('path').length > 0;
      }, text);
      expect(isDrawing).toBe(true);
      expect(text).not.toMatch(/var\(--|NaN/);
      const png = await saved(page, () =>
        page.getByRole('button', { name: `Save the figure ${title} as PNG` }).click(),
      );
      expect(png.content.subarray(1, 4).toString()).toBe('PNG');
      expect(png.content.length).toBeGreaterThan(4000);
    }
    await page.context().close();
  });
});

describe('for everybody', () => {
  test.each([
    ['lessons, light', '', 'light'],
    ['explore, dark', ELSEWHERE, 'dark'],
    ['random data', `${ELSEWHERE}&from=random`, 'light'],
    ['verify', '#v=1&view=verify', 'light'],
    ['claims', '#v=1&view=claims&open=B1', 'dark'],
    ['course', `#v=1&view=${COURSE}`, 'light'],
    ['contents of the course', '#v=1&view=course', 'dark'],
  ] as const)('no violation of the accessibility rules: %s', async (_, fragment, colorScheme) => {
    const { page } = await site.open(fragment);
    await page.emulateMedia({ colorScheme });
    if (fragment.includes('verify')) {
      await page.getByRole('button', { name: 'Verify', exact: true }).last().click();
      await page.locator('.result').waitFor();
    } else if (fragment.endsWith('course')) await page.locator('.contents li').first().waitFor();
    else await page.locator('.steps').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('nothing overflows from a phone to a projector, in present mode too', async () => {
    const { page } = await site.open(ELSEWHERE, { width: 360, height: 740 });
    for (const view of ['explore', 'lessons', 'verify', 'claims&open=B1', COURSE])
      for (const present of [0, 1]) {
        await page.goto(`${site.address}#v=1&view=${view}&present=${present}&lesson=sparsity`);
        const content = { verify: '.preview .katex', explore: '.derivation .steps', lessons: '.lesson' }[
          view
        ];
        await page
          .locator(content ?? 'article .steps')
          .first()
          .waitFor();
        for (const width of [360, 1920]) {
          await page.setViewportSize({ width, height: 1000 });
          // the figures follow the width in the next frames
          await page.evaluate('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');
          expect([view, width, present, await overflow(page)]).toEqual([view, width, present, 0]);
        }
      }
    await page.context().close();
  });

  test('the keyboard reaches every control, and steps through the lessons', async () => {
    const { page } = await site.open();
    await derived(page);
    // the last figure to come brings buttons of its own
    await page.locator('figure', { hasText: 'From kernel to rich' }).waitFor();
    const all = await page.evaluate(() => {
      const wanted = 'button, input, select, textarea, summary, [role=button], a[href]';
      const seen = [...document.querySelectorAll<HTMLElement>(wanted)].filter(
        (e) => e.checkVisibility() && !(e as HTMLButtonElement).disabled,
      );
      // of radio buttons with one name the keyboard enters one
      return new Set(
        seen.map((e) =>
          e instanceof HTMLInputElement && e.type === 'radio' ? `radio ${e.name}` : seen.indexOf(e),
        ),
      ).size;
    });
    const reached = new Set<string>();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let i = 0; i < all + 30; i++) {
      await page.keyboard.press('Tab');
      const what = await page.evaluate(() => {
        const e = document.activeElement as HTMLElement;
        const wanted = 'button, input, select, textarea, summary, [role=button], a[href]';
        if (!e.matches(wanted)) return null;
        return e instanceof HTMLInputElement && e.type === 'radio'
          ? `radio ${e.name}`
          : String([...document.querySelectorAll(wanted)].indexOf(e));
      });
      if (what !== null) reached.add(what);
    }
    expect(reached.size).toBe(all);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('PageDown');
    await says(page, /rich regime/);
    await page.keyboard.press('PageDown');
    await page.locator('#lesson-title', { hasText: 'Depth sharpens the bias' }).waitFor();
    await page.keyboard.press('5');
    await page.locator('#lesson-title', { hasText: 'sparse signal' }).waitFor();
    await page.keyboard.press('p');
    expect(await page.evaluate(() => document.documentElement.classList.contains('present'))).toBe(true);
    await page.context().close();
  });
});
