import { VERDICTS, type ComparisonRecord } from '../records.ts';
import type { Block } from './document.ts';
import { numberInline } from './numberText.ts';

/**
 * The comparisons of an experiment for a reader of a chapter: one row a name, the case that comes closest to its budget
 * or beyond it, and the reasons of those that are open.
 */
export function closestComparisons(comparisons: readonly ComparisonRecord[]): Block[] {
  const groups = new Map<string, ComparisonRecord[]>();
  for (const c of comparisons) groups.set(c.name, [...(groups.get(c.name) ?? []), c]);
  const several = comparisons.length > groups.size;
  return [
    {
      kind: 'table',
      caption: several ? 'of each comparison the case closest to its budget' : '',
      columns: [
        { title: 'comparison', align: 'left' },
        { title: 'cases', align: 'right' },
        { title: 'verdict', align: 'left' },
        { title: 'discrepancy', align: 'right' },
        { title: 'budget', align: 'right' },
      ],
      rows: [...groups].map(([name, cases]) => {
        const { verdict, discrepancy, budget } = cases.reduce((a, b) => (closer(b, a) ? b : a));
        return [
          name,
          String(cases.length),
          { kind: 'verdict', verdict },
          numberInline(discrepancy, 3),
          numberInline(budget, 3),
        ];
      }),
    },
    ...comparisons.flatMap(({ name, why }): Block[] =>
      why === undefined ? [] : [{ kind: 'paragraph', role: 'note', text: `${name}: ${why}` }],
    ),
  ];
}

/** Whether a is less in favour of its claim than b: by its verdict, then by its share of the budget. */
function closer(a: ComparisonRecord, b: ComparisonRecord): boolean {
  const [x, y] = [a, b].map(({ verdict }) => VERDICTS.indexOf(verdict)) as [number, number];
  return x === y ? share(a) > share(b) : x < y;
}

const share = ({ discrepancy, budget }: ComparisonRecord): number =>
  discrepancy === null || budget === null || budget === 0 ? 0 : discrepancy / budget;
