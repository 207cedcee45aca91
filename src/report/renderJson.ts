import type { AnyRecord } from '../requests.ts';

/** Fields that come first, in this order, wherever they occur; the others follow by alphabet. */
const ORDER = [
  'schema', 'version', 'seed', 'quantity', 'claim', 'request', 'given', 'formula', 'domain', 'sides',
  'sweep', 'start', 'twoSided', 'equation', 'commands', 'model', 'loss', 'problem', 'digits', 'values', 'mirrorFlow',
  'predicted', 'simulated', 'comparisons', 'context', 'steps', 'id', 'title', 'name', 'text', 'formulas', 'latex',
  'reason', 'comparison', 'derived', 'verdict', 'evidence', 'method',
]; // prettier-ignore
const RANK = new Map(ORDER.map((key, i) => [key, i]));
const LAST = ['rows', 'figures', 'notes', 'conventions', 'elapsed'];

/**
 * One JSON document, indented, keys in a fixed order, lists of plain values on one line. A number that is not
 * finite becomes null, and the nearest object gains a `why` unless it has one. Typed arrays become lists.
 */
export function renderJson(record: AnyRecord): string {
  return `${print(record, '')}\n`;
}

function print(value: unknown, indent: string): string {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return printList([...(value as unknown[])], indent);
  if (typeof value === 'object' && value !== null)
    return printObject(value as Record<string, unknown>, indent);
  return printScalar(value);
}

function printScalar(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : 'null';
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  return value === undefined ? 'null' : JSON.stringify(value);
}

function printList(list: readonly unknown[], indent: string): string {
  if (list.every((entry) => typeof entry !== 'object' || entry === null))
    return `[${list.map(printScalar).join(', ')}]`;
  const inner = `${indent}  `;
  return `[\n${list.map((entry) => inner + print(entry, inner)).join(',\n')}\n${indent}]`;
}

function printObject(object: Record<string, unknown>, indent: string): string {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  const lost = entries.filter(([, value]) => holdsNonFinite(value)).map(([key]) => key);
  if (lost.length > 0 && object['why'] === undefined) {
    entries.push(['why', `${lost.join(' and ')} ${lost.length === 1 ? 'has' : 'have'} no finite value`]);
  }
  if (entries.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = entries
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([key, value]) => `${inner}${JSON.stringify(key)}: ${print(value, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** Whether a number without a value sits here or in a list here, with no object between. */
function holdsNonFinite(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return (
    (Array.isArray(value) || ArrayBuffer.isView(value)) && [...(value as unknown[])].some(holdsNonFinite)
  );
}

function compareKeys(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

const rank = (key: string): number => RANK.get(key) ?? ORDER.length + 1 + LAST.indexOf(key);
