import type { ComparisonRecord } from '../../records.ts';
import { openComparison } from '../../verification/algorithmComparison.ts';
import { within, type Stated } from '../within.ts';

/** The comparison, or an undecided one that says what went wrong before there was anything to compare. */
export const unlessOpen = (trouble: string | null, stated: Stated): ComparisonRecord =>
  trouble === null ? within(stated) : { ...openComparison(stated.name, trouble), unit: stated.unit };
