import type { ComparisonRecord } from '../../records.ts';
import { comparisonRecord, decideComparison } from '../../verification/decideComparison.ts';
import { measured } from '../../verification/measured.ts';

/** Tolerances of the integrations; the last serves as reference for the errors of those before. */
const TOLERANCES = [1e-9, 1e-11, 1e-13];
/** Rounding of a residual relative to the numbers it is made of. */
const ROUNDING = 2 ** -44;
const ACCEPTED = 1e-7;

/**
 * A comparison of residuals that must vanish but for the errors of an integration, known from how much they change as its
 * tolerance is tightened: what does not vanish with the tolerance is outside. `scale` is the size of the terms of a residual.
 */
export function vanishing(
  about: { readonly name: string; readonly unit: string; readonly text: string },
  residualsAt: (tolerance: number) => { readonly residuals: readonly number[]; readonly scale: number },
): ComparisonRecord {
  const runs = TOLERANCES.map(residualsAt);
  const levels = runs.slice(0, -1).map(({ residuals, scale }, k) => {
    const builder = measured();
    const floor = ROUNDING * scale;
    residuals.forEach((r, i) => {
      builder.add(i, 0, Math.abs(r), 2 * Math.abs(r - runs[k + 1]!.residuals[i]!) + floor, floor);
    });
    return { tolerance: TOLERANCES[k]!, measured: builder.finish(scale) };
  });
  return comparisonRecord(
    about.name,
    about.unit,
    about.text,
    levels,
    decideComparison(levels, ACCEPTED),
    undefined,
  );
}
