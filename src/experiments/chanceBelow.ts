import { binomialInterval } from '../numerics/confidence.ts';
import type { ComparisonRecord } from '../records.ts';
import { intervalBelow } from './intervalBelow.ts';
import { brief } from './within.ts';

/**
 * Whether the chance of an event seen `hits` times in `trials` trials is at most `bound`: checked when the upper end of its
 * interval (missed with probability `risk`) is, refuted when the lower end is above.
 */
export function chanceBelow(
  name: string,
  bound: number,
  { hits, trials, risk }: { readonly hits: number; readonly trials: number; readonly risk: number },
  text: string,
): ComparisonRecord {
  const [low, high] = binomialInterval(hits, trials, risk);
  const seen = `Seen in ${hits} of ${trials} samples: a chance between ${brief(low)} and ${brief(high)} at confidence 1 - ${brief(risk)}; the discrepancy is the upper end.`;
  return intervalBelow({ name, low, high, bound, unit: 'probability', text: `${text} ${seen}` });
}
