import type { Fields, Inline } from './document.ts';
import { mathOf } from './mathOf.ts';
import type { AnyRecord } from '../requests.ts';
import type { ModelRecord } from '../records.ts';

/** `depth 2, scale alpha`, or the map when it was typed. */
export function modelName(model: ModelRecord): string {
  const name = model.depth === null ? mapText(model) : `depth ${model.depth}`;
  return model.scale === null ? name : `${name}, scale ${model.scale}`;
}

/** The labelled lines that say which model a report is about. */
export function modelRows(model: ModelRecord): Fields['rows'] {
  const start = Object.entries(model.init).map(([parameter, values]) =>
    values.length === 1 ? `${parameter} = ${values[0]}` : `${parameter} = [${shortened(values)}]`,
  );
  const rows: Fields['rows'] = [{ label: 'Model', value: modelMath(model) }];
  if (start.length > 0) rows.push({ label: 'Start', value: mathOf(start.join(', ')) });
  rows.push({ label: 'Loss', value: model.loss });
  if (model.assumptions.length > 0)
    rows.push({ label: 'Holds for', value: mathOf(model.assumptions.join(', ')) });
  for (const note of model.notes) rows.push({ label: 'Note', value: note });
  return rows;
}

/** The line that says which algorithm a report is about; none for gradient flow. */
export const algorithmRows = ({ algorithm }: { algorithm?: string }): Fields['rows'] =>
  algorithm === undefined ? [] : [{ label: 'Algorithm', value: { kind: 'code', text: algorithm } }];

const modelMath = (model: ModelRecord): Inline => ({
  kind: 'math',
  infix: mapText(model),
  latex: isNamed(model) ? model.latex : `w = ${model.latex}`,
});

const isNamed = ({ parametrization }: ModelRecord): boolean => parametrization.includes('=');

/** `w = ...`, unless the map names its own left side. */
const mapText = (model: ModelRecord): string =>
  isNamed(model) ? model.parametrization : `w = ${model.parametrization}`;

const shortened = (values: readonly string[]): string =>
  values.length <= 6 ? values.join(', ') : `${values.slice(0, 5).join(', ')}, ..., ${values.at(-1)}`;

/** Version, seed, time and conventions, for the end of a report. */
export function colophonOf(record: AnyRecord): string[] {
  const parts = [`Hypentropy ${record.version}`, `seed ${record.seed}`];
  if ('elapsed' in record) parts.push(`${Math.round(record.elapsed)} ms`);
  return [parts.join(', '), ...record.conventions];
}
