import type { Document } from './document.ts';
import { colophonOf, modelName, modelRows } from './modelBlocks.ts';
import { decimalInline } from './numberText.ts';
import type { EvaluationRecord } from '../records.ts';

/** The values of one quantity at points, with as many digits as were asked for. */
export function evaluationDocument(record: EvaluationRecord): Document {
  const { quantity, model, digits, values, verdict } = record;
  const noun = quantity.replaceAll('-', ' ');
  return {
    title: `${noun[0]!.toUpperCase()}${noun.slice(1)}: ${modelName(model)}`,
    blocks: [
      { kind: 'fields', rows: modelRows(model) },
      {
        kind: 'table',
        caption: `${digits} significant digit${digits === 1 ? '' : 's'}`,
        columns: [
          { title: 'at', align: 'left' },
          { title: noun, align: 'left' },
        ],
        rows: values.map(({ at, value }) => [at, decimalInline(value)]),
      },
    ],
    verdict,
    summary: verdict === 'enclosed' || verdict === 'proved' ? 'every printed digit is correct' : '',
    colophon: colophonOf(record),
  };
}
