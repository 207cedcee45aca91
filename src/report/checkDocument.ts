import type { Block, Document, Inline, Table } from './document.ts';
import { algorithmRows, colophonOf, modelName, modelRows } from './modelBlocks.ts';
import { numberInline, numberText } from './numberText.ts';
import type { CheckRecord, ComparisonRecord } from '../records.ts';
import { tally } from './verdictMark.ts';

/** Coordinates of the weight that are printed; all of them are in the JSON form. */
const SHOWN_COORDINATES = 8;

/** Theory against simulation: the problem, both answers, and each comparison with its budget. */
export function checkDocument(record: CheckRecord): Document {
  const { model, problem, predicted, simulated, comparisons, context, notes, verdict } = record;
  const size = `${problem.samples} samples, ${problem.features} features, rank ${problem.rank}`;
  const blocks: Block[] = [
    {
      kind: 'fields',
      rows: [
        ...modelRows({ ...model, loss: record.loss }),
        ...algorithmRows(record),
        { label: 'Data', value: problem.source },
        {
          label: 'Problem',
          value: `${size}, ${fitText(problem)}`,
        },
        { label: 'Data hash', value: { kind: 'code', text: problem.hash } },
        {
          label: 'Prediction',
          value: predicted.why === undefined ? predictionText(predicted) : `none: ${predicted.why}`,
        },
        {
          label: 'Simulation',
          value:
            `${simulated.method}, ${simulated.steps} steps to time ${numberText(simulated.time, 4)}, ` +
            `${endText(simulated)}, ${simulated.outcome}`,
        },
      ],
    },
    { kind: 'heading', text: 'Comparisons' },
    ...comparisonBlocks(comparisons),
    {
      kind: 'heading',
      text: predicted.direction
        ? 'Direction of the flow'
        : record.algorithm === undefined
          ? 'Limit of the flow'
          : 'Limit',
    },
    weightTable(predicted.direction ?? predicted.w, simulated.direction ?? simulated.w),
    ...contextTable(context),
  ];
  for (const text of notes) blocks.push({ kind: 'paragraph', role: 'note', text });
  return {
    title: `Theory against simulated ${record.algorithm ?? 'gradient flow'}: ${modelName(model)}`,
    blocks,
    verdict,
    summary: `${comparisons.length} comparison${comparisons.length === 1 ? '' : 's'}: ${tally(comparisons.map((c) => c.verdict))}`,
    colophon: colophonOf(record),
  };
}

const fitText = ({ interpolates, separable }: CheckRecord['problem']): string =>
  separable === true ? 'separable' : interpolates ? 'can be fitted exactly' : 'no exact fit';

function predictionText({ direction, iterations, residual }: CheckRecord['predicted']): string {
  const size = numberText(residual, 3);
  return direction === undefined
    ? `dual solve, ${iterations} iterations, residual ${size}`
    : `direction of largest margin, optimality conditions violated by ${size}`;
}

const endText = ({ residual, margin, logLoss }: CheckRecord['simulated']): string =>
  margin === undefined || logLoss === undefined
    ? `residual ${numberText(residual, 3)}`
    : `margin ${numberText(margin, 6)}, ln(loss) ${numberText(logLoss, 6)}`;

/** The table of comparisons, what is to be said of each, and how they behave as the tolerance is tightened. */
export const comparisonBlocks = (comparisons: readonly ComparisonRecord[]): Block[] => [
  comparisonTable(comparisons),
  ...comparisons.flatMap(remarks),
  ...comparisons.flatMap(convergenceTable),
];

function comparisonTable(comparisons: readonly ComparisonRecord[]): Table {
  return {
    kind: 'table',
    caption: '',
    columns: [
      { title: 'comparison', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'discrepancy', align: 'right' },
      { title: 'budget', align: 'right' },
      { title: 'unit', align: 'left' },
    ],
    rows: comparisons.map((c) => [
      c.name,
      { kind: 'verdict', verdict: c.verdict },
      numberInline(c.discrepancy, 3),
      numberInline(c.budget, 3),
      c.unit,
    ]),
  };
}

function remarks({ name, text, why }: ComparisonRecord): Block[] {
  const said = [text, why ?? ''].filter((part) => part !== '').join(' ');
  return said === '' ? [] : [{ kind: 'paragraph', role: 'text', text: `${name}: ${said}` }];
}

function convergenceTable({ name, convergence, discrepancy, budget }: ComparisonRecord): Block[] {
  if (convergence === undefined || convergence.length === 0) return [];
  const columns = ['tolerance', 'discrepancy', 'budget'].map((title) => ({ title, align: 'right' as const }));
  const rows: Inline[][] = convergence.map((c) => [
    numberInline(c.tolerance, 3),
    numberInline(c.discrepancy, 3),
    numberInline(c.budget, 3),
  ]);
  if (!convergence.some((c) => c.discrepancy === discrepancy && c.budget === budget)) {
    rows.push(['final', numberInline(discrepancy, 3), numberInline(budget, 3)]);
  }
  return [{ kind: 'table', caption: `${name} as the solver's tolerance is tightened`, columns, rows }];
}

function weightTable(predicted: readonly number[], simulated: readonly number[]): Table {
  const largest = predicted.length > 0 ? predicted : simulated;
  const order = largest
    .map((_, i) => i)
    .sort((i, j) => Math.abs(largest[j]!) - Math.abs(largest[i]!) || i - j);
  const shown = order.slice(0, SHOWN_COORDINATES).sort((i, j) => i - j);
  const d = largest.length;
  const which = d <= shown.length ? 'all coordinates' : `the ${shown.length} largest of ${d} coordinates`;
  return {
    kind: 'table',
    caption: which,
    columns: [
      { title: 'coordinate', align: 'right' },
      { title: 'predicted', align: 'right' },
      { title: 'simulated', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    rows: shown.map((i) => [
      `${i + 1}`,
      numberInline(predicted[i], 10),
      numberInline(simulated[i], 10),
      numberInline(difference(simulated[i], predicted[i]), 2),
    ]),
  };
}

const difference = (a: number | undefined, b: number | undefined): number | null =>
  a === undefined || b === undefined ? null : a - b;

function contextTable(context: CheckRecord['context']): Block[] {
  const rows = Object.entries(context).map(([name, value]): Inline[] => [name, numberInline(value, 6)]);
  if (rows.length === 0) return [];
  const columns = [
    { title: 'for comparison', align: 'left' as const },
    { title: 'value', align: 'right' as const },
  ];
  return [{ kind: 'table', caption: '', columns, rows }];
}
