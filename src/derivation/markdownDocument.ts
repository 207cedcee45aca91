import { HypentropyError } from '../errors.ts';
import { suggest } from '../expression/suggest.ts';

/** The JSON of a document written in Markdown, and the line of its file at which each step begins. */
export interface MarkdownDocument {
  readonly json: string;
  readonly lines: ReadonlyMap<string, number>;
}

type Json = Record<string, unknown>;

/** Fields that stand in a paragraph of their own, `Source: ...`; lists hold formulas between backticks, experiments ids. */
const FIELDS = new Map<string, readonly [key: string, kind: 'text' | 'formulas' | 'ids']>([
  ['Source', ['source', 'text']],
  ['Assumptions', ['assumptions', 'formulas']],
  ['Definitions', ['definitions', 'formulas']],
  ['Experiments', ['experiments', 'ids']],
  ['No experiment', ['noExperiment', 'text']],
  ['No derivation', ['noDerivation', 'text']],
]);
/** Options of a reason, `[derived; depth: 2; scale: a]`: those of the line, of its model, and those that may be repeated. */
const TEXTS = ['variable', 'towards', 'next', 'form', 'of', 'source'];
const MODEL = ['depth', 'parametrization', 'init', 'scale', 'shape'];
const LISTS = new Map([['assuming', 'assumptions'], ['at', 'at'], ['instead', 'instead']]); // prettier-ignore

const FORMULA_LINE = /^`([^`]+)`\s*(\[.*\])?$/;
const REASON_LINE = /^(\[[a-z]+(?:;.*)?\])$/;

/**
 * Reads a document in Markdown: a title, the statement, fields (`Source: ...`, `Assumptions: ...`), and one heading a step with
 * prose and formulas between backticks, each alone on its line, the reason in brackets behind one of them; what has no form
 * of its own stands in a block of JSON at the end. Returns the same document as JSON. Throws HypentropyError `document`
 * with the line.
 */
export function readMarkdown(text: string, name: string): MarkdownDocument {
  const fault = (
    line: number,
    what: string,
    help = 'the form is described in derivations/README.md',
  ): HypentropyError => new HypentropyError('document', `${name}, line ${line}: ${what}`, help);
  const document: Json = { assumptions: [], definitions: [], steps: [], experiments: [] };
  const starts = new Map<string, number>();
  let step: Json | null = null;
  let stated: string[] = [];
  const all = text.split(/\r?\n/);
  for (let k = 0; k < all.length; k++) {
    const [line, number] = [all[k]!.trim(), k + 1];
    if (line === '') continue;
    if (line.startsWith('```')) {
      const end = all.findIndex((l, j) => j > k && l.trim() === '```');
      if (end < 0) throw fault(number, 'the block has no end', 'close it with ```');
      Object.assign(
        document,
        blockOf(all.slice(k + 1, end).join('\n'), (what) => fault(number, what)),
      );
      k = end;
      continue;
    }
    const [, marks, title, id] = /^(#{1,2})\s+(.*?)(?:\s*\{#([^}\s]+)\})?$/.exec(line) ?? [];
    if (marks === '#') {
      if (document['title'] !== undefined)
        throw fault(number, 'a second title', 'a step has a heading with ##');
      Object.assign(document, { id: id ?? slug(title!), title });
      continue;
    }
    if (document['title'] === undefined)
      throw fault(number, 'the document has no title', 'begin with # Title');
    if (marks === '##') {
      step = { id: id ?? slug(title!), title, formula: [] };
      if (starts.has(String(step['id'])))
        throw fault(
          number,
          `a second step '${String(step['id'])}'`,
          'give it an id of its own: ## Title {#id}',
        );
      starts.set(String(step['id']), number);
      (document['steps'] as Json[]).push(step);
      continue;
    }
    if (/^#/.test(line)) throw fault(number, 'a heading is # for the title or ## for a step');
    // a paragraph goes on until an empty line or a line of another kind
    const paragraph = [line];
    const isFormula = FORMULA_LINE.test(line) || REASON_LINE.test(line);
    while (!isFormula && k + 1 < all.length && isProse(all[k + 1]!.trim())) paragraph.push(all[++k]!.trim());
    const prose = paragraph.join(' ');
    if (step === null) {
      const [, label, value] = /^([A-Z][a-z]+(?: [a-z]+)?):\s+(.*)$/s.exec(prose) ?? [];
      const field = FIELDS.get(label ?? '');
      if (field !== undefined) document[field[0]] = fieldOf(field[1], value!);
      else if (isFormula) throw fault(number, 'a formula before the first step', 'steps begin with ## Title');
      else stated = [...stated, prose];
    } else if (isFormula) addFormula(step, line, (what, help) => fault(number, what, help));
    else step['text'] = step['text'] === undefined ? prose : `${step['text'] as string} ${prose}`;
  }
  if (document['title'] === undefined) throw fault(1, 'the document has no title', 'begin with # Title');
  for (const s of document['steps'] as Json[])
    if (s['reason'] === undefined)
      throw fault(starts.get(String(s['id']))!, `the step '${String(s['id'])}' gives no reason`, 'write it behind a formula: `a = b` [algebra]'); // prettier-ignore
  return { json: JSON.stringify({ ...document, statement: stated.join('\n\n') }), lines: starts };
}

const isProse = (line: string): boolean =>
  line !== '' &&
  !/^(#|```)/.test(line) &&
  !FORMULA_LINE.test(line) &&
  !REASON_LINE.test(line) &&
  !isField(line);

const isField = (line: string): boolean => [...FIELDS.keys()].some((label) => line.startsWith(`${label}: `));

const slug = (title: string): string =>
  title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''); // prettier-ignore

function fieldOf(kind: 'text' | 'formulas' | 'ids', value: string): unknown {
  if (kind === 'text') return value;
  return kind === 'ids' ? value.split(/\s*,\s*/) : [...value.matchAll(/`([^`]+)`/g)].map(([, f]) => f);
}

function blockOf(text: string, fault: (what: string) => HypentropyError): Json {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  } catch {
    // the same fault
  }
  throw fault('the block is no JSON object');
}

function addFormula(step: Json, line: string, fault: (what: string, help?: string) => HypentropyError): void {
  const [, formula, behind] = FORMULA_LINE.exec(line) ?? [null, undefined, line];
  if (formula !== undefined) (step['formula'] as string[]).push(formula);
  if (behind === undefined) return;
  if (step['reason'] !== undefined) throw fault('a second reason', 'a step has one reason');
  const [reason, ...options] = partsOf(behind.slice(1, -1));
  step['reason'] = reason;
  for (const option of options) {
    const [, key, value] = /^([a-z]+):\s*(.*)$/s.exec(option) ?? [];
    const text = value?.startsWith('"') ? quoted(value, fault) : value;
    const list = LISTS.get(key ?? '');
    if (key !== undefined && text !== undefined && list !== undefined)
      step[list] = [...((step[list] as string[] | undefined) ?? []), text];
    else if (key !== undefined && MODEL.includes(key))
      step['model'] = { ...(step['model'] as Json | undefined), [key]: text };
    else if (key !== undefined && TEXTS.includes(key)) step[key] = text;
    else {
      const known = [...TEXTS, ...MODEL, ...LISTS.keys()];
      const near = suggest(key ?? '', known);
      throw fault(
        `unknown option '${option}'`,
        near === undefined ? `known are ${known.join(', ')}` : `did you mean '${near}: ...'?`,
      );
    }
  }
}

function quoted(value: string, fault: (what: string) => HypentropyError): string {
  try {
    return JSON.parse(value) as string;
  } catch {
    throw fault(`${value} is not closed by a quotation mark`);
  }
}

/** Parts between semicolons; a value in quotation marks may hold any. */
const partsOf = (text: string): string[] =>
  (text.match(/(?:"(?:[^"\\]|\\.)*"|[^;"])+/g) ?? []).map((part) => part.trim());

/** A document, as its JSON text says, in the form that `readMarkdown` reads; the same document comes back. */
export function toMarkdown(json: string): string {
  const { id, title, statement, steps = [], ...more } = JSON.parse(json) as Json;
  const blocks = [`# ${heading(title, id)}`, String(statement)];
  const fields: string[] = [];
  for (const [label, [key, kind]] of FIELDS) {
    const value = more[key];
    delete more[key];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    const written = kind === 'text' ? (value as string) : kind === 'ids' ? (value as string[]).join(', ') : (value as string[]).map((f) => `\`${f}\``).join(', '); // prettier-ignore
    fields.push(`${label}: ${written}`);
  }
  blocks.push(fields.join('\n'));
  for (const s of steps as Json[]) blocks.push(...stepBlocks(s));
  if (Object.keys(more).length > 0) blocks.push(`\`\`\`json\n${JSON.stringify(more, null, 2)}\n\`\`\``);
  return `${blocks.filter((b) => b !== '').join('\n\n')}\n`;
}

const heading = (title: unknown, id: unknown): string =>
  slug(String(title)) === id ? String(title) : `${String(title)} {#${String(id)}}`;

function stepBlocks({ id, title, text, reason, formula, model, ...more }: Json): string[] {
  const formulas = formula === undefined ? [] : [formula as string | string[]].flat();
  const value = (v: unknown): string => (/[;"]|^\s|\s$/.test(String(v)) ? JSON.stringify(v) : String(v));
  const options = [
    ...Object.entries(model ?? {}).map(([key, v]) => `${key}: ${value(v)}`),
    ...TEXTS.filter((key) => more[key] !== undefined).map((key) => `${key}: ${value(more[key])}`),
    ...[...LISTS].flatMap(([key, list]) =>
      ((more[list] ?? []) as string[]).map((v) => `${key}: ${value(v)}`),
    ),
  ];
  const behind = `[${[reason, ...options].join('; ')}]`;
  const last = formulas.length - 1;
  const lines = formulas.map((f, k) => (k === last ? `\`${f}\` ${behind}` : `\`${f}\``));
  return [
    `## ${heading(title, id)}`,
    ...(text === undefined ? [] : [text as string]),
    (last < 0 ? [behind] : lines).join('\n'),
  ];
}
