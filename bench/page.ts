import { openPage } from '../tests/page/openPage.ts';
import { table } from './table.ts';

/** Positions through which the slider of the scale is dragged. */
const STEPS = 120;

interface Drag {
  waits: number[];
  blocked: number[];
}

/** Run in the page: one step of the slider after the other, each as soon as the picture of the last is drawn. */
const DRAG = `(async () => {
  const blocked = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => blocked.push(duration)))
    .observe({ type: 'longtask' });
  const slider = document.querySelector('#scale');
  const shown = () =>
    document.querySelector('path.simulated.halo').getAttribute('d') + document.querySelector('.headline').textContent;
  const waits = [];
  for (let i = 0; i < ${STEPS}; i++) {
    const before = shown();
    const start = performance.now();
    slider.value = String(-3 + (4 * i) / ${STEPS});
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    while (shown() === before && performance.now() - start < 2000) await new Promise((r) => setTimeout(r, 1));
    waits.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return { waits, blocked };
})()`;

/**
 * Wall milliseconds from a step of the slider to the new picture (contours, simulated flow, figures, sentence) in two
 * weights, in a real browser without graphics hardware, and for how long the page did not answer at most.
 */
export async function benchPage(progress: (text: string) => void): Promise<string> {
  const site = await openPage();
  const rows: string[][] = [];
  for (const depth of ['2', '3', '4', '8']) {
    const { page } = await site.open(`#v=1&view=explore&source=depth&depth=${depth}&scale=0.1&X=1,2&y=1`);
    await page.locator('figure', { hasText: 'From kernel to rich' }).waitFor();
    await page.waitForSelector('.derivation .steps');
    await page.waitForTimeout(500);
    const { waits, blocked } = await page.evaluate<Drag>(DRAG);
    const sorted = waits.sort((a, b) => a - b);
    const at = (share: number): string => sorted[Math.floor(share * (STEPS - 1))]!.toFixed(0);
    rows.push([depth, at(0.5), at(0.95), at(1), Math.max(0, ...blocked).toFixed(0)]);
    progress(`page, depth ${depth}: ${at(0.5)} ms, 95 %: ${at(0.95)} ms`);
    await page.context().close();
  }
  await site.close();
  return table(['depth', 'median', '95 %', 'slowest', 'longest block (0: none over 50)'], rows);
}
