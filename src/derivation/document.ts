import type { ModelRequest } from '../requests.ts';
import { readFinding, readPublished, type Finding, type Published } from './finding.ts';
import { Place } from './place.ts';
import { REASON_NAMES, type ReasonName } from './reasonNames.ts';

/**
 * One claim of the theory as data: prose, symbols with their assumptions, definitions, and lines of formulas in infix
 * with one reason each, which is what a checker goes by. derivations/README.md describes the format for authors.
 */
export interface DerivationDocument {
  /** Permanent name; also the name of its file. */
  readonly id: string;
  readonly title: string;
  /** The claim in words, formulas infix between backticks. */
  readonly statement: string;
  /** Who found it, as far as known. */
  readonly source: string;
  /** Conditions on the symbols, `alpha > 0`, `w real`; every symbol of the formulas occurs in one or is defined. */
  readonly assumptions: readonly string[];
  /** `name = formula` or `name(x, y) = formula`, each in the symbols and the names before it. */
  readonly definitions: readonly string[];
  readonly steps: readonly Line[];
  /** Numeric checks of the claim, by id. */
  readonly experiments: readonly string[];
  /** Why there is no symbolic derivation, where `steps` is empty; and why no numeric check, where `experiments` is. */
  readonly noDerivation?: string;
  readonly noExperiment?: string;
  /** Both where the document is about a formula in the literature: where it stands, and what was found of it. */
  readonly published?: Published;
  readonly finding?: Finding;
}

/** A step of the derivation. */
export interface Line {
  readonly id: string;
  readonly title: string;
  /** Prose before the formulas: why this line follows. */
  readonly text: string;
  readonly reason: ReasonName;
  /** `left = right`, chains `a = b = c`, `a <= b`, `f ~ series`; several lines in a list. */
  readonly formulas: readonly string[];
  /** Conditions that hold in this line beside those of the document. */
  readonly assumptions: readonly string[];
  /** `expand`: the variable, where it goes, and the exponent of the first term left out. */
  readonly variable?: string;
  readonly towards?: 'zero' | 'infinity';
  readonly next?: string;
  /** `inequality`: the difference of the two sides in a form that shows its sign. */
  readonly form?: string;
  /** `inverse`: the equation `y = f(x)` whose solution `x = g(y)` the formula states. */
  readonly of?: string;
  /** `derived`: the model whose theory holds the quantity. */
  readonly model?: ModelRequest;
  /** `counterexample`: values of symbols, `x = 1/2`, at which the formulas fail, and what holds there instead. */
  readonly at?: readonly string[];
  readonly instead?: readonly string[];
  /** `cited`: where the statement is proved. */
  readonly source?: string;
}

const TEXTS = ['id', 'title', 'statement', 'source'] as const;
const LISTS = ['assumptions', 'definitions', 'experiments'] as const;
const LINE_KEYS = [
  'id', 'title', 'text', 'reason', 'formula', 'assumptions', 'variable', 'towards', 'next', 'form', 'of', 'model', 'at', 'instead', 'source',
]; // prettier-ignore
const MODEL_KEYS = ['depth', 'parametrization', 'init', 'scale', 'shape'];

/** Reads a document from JSON text. Throws HypentropyError `document` that names the file, the place and what is wanted. */
export function readDocument(text: string, name: string): DerivationDocument {
  const at = (place: string): Place => new Place(name, place);
  const o = at('').object(at('').json(text), [
    ...TEXTS,
    ...LISTS,
    'steps',
    'noDerivation',
    'noExperiment',
    'published',
    'finding',
  ]);
  const texts = Object.fromEntries(TEXTS.map((key) => [key, at(key).text(o[key])])) as Record<(typeof TEXTS)[number], string>; // prettier-ignore
  const lists = Object.fromEntries(LISTS.map((key) => [key, at(key).texts(o[key] ?? [])])) as Record<(typeof LISTS)[number], string[]>; // prettier-ignore
  const steps = at('steps').list(o.steps ?? []).map((line, k) => readLine(line, at(`steps[${k}]`))); // prettier-ignore
  const twice = steps.find((line, k) => steps.findIndex(({ id }) => id === line.id) < k);
  if (twice !== undefined) throw at('steps').fault(`holds the id '${twice.id}' twice`);
  const about = aboutPublished(o, steps, at(''));
  const document = { ...texts, ...lists, steps, ...optional(o, ['noDerivation', 'noExperiment'], at('')), ...about }; // prettier-ignore
  if (steps.length === 0 && o.noDerivation === undefined)
    throw at('steps').fault("is empty: give some, or say why not in 'noDerivation'");
  return document;
}

function aboutPublished(
  { published, finding }: Record<string, unknown>,
  steps: readonly Line[],
  place: Place,
): Pick<DerivationDocument, 'published' | 'finding'> {
  if (published === undefined && finding === undefined) return {};
  return {
    published: readPublished(published, place.in('published')),
    finding: readFinding(finding, steps, place.in('finding')),
  };
}

function readLine(json: unknown, place: Place): Line {
  const o = place.object(json, LINE_KEYS);
  const reason = place.in('reason').choice(o.reason, REASON_NAMES);
  const formulas = Array.isArray(o.formula)
    ? place.in('formula').texts(o.formula)
    : o.formula === undefined
      ? []
      : [place.in('formula').text(o.formula)];
  const towards = o.towards === undefined ? {} : { towards: place.in('towards').choice(o.towards, ['zero', 'infinity'] as const) }; // prettier-ignore
  const lists = Object.fromEntries(
    (['at', 'instead'] as const).filter((key) => o[key] !== undefined).map((key) => [key, place.in(key).texts(o[key])]),
  ); // prettier-ignore
  const model = o.model === undefined ? {} : { model: readModelTexts(o.model, place.in('model')) };
  return {
    id: place.in('id').text(o.id),
    title: place.in('title').text(o.title),
    text: o.text === undefined ? '' : place.in('text').text(o.text),
    reason,
    formulas,
    assumptions: place.in('assumptions').texts(o.assumptions ?? []),
    ...optional(o, ['variable', 'next', 'form', 'of', 'source'], place),
    ...towards,
    ...lists,
    ...model,
  };
}

function readModelTexts(json: unknown, place: Place): ModelRequest {
  const o = place.object(json, MODEL_KEYS);
  return Object.fromEntries(Object.keys(o).map((key) => [key, place.in(key).text(o[key])]));
}

const optional = <K extends string>(o: Record<string, unknown>, keys: readonly K[], place: Place) =>
  Object.fromEntries(
    keys.filter((key) => o[key] !== undefined).map((key) => [key, place.in(key).text(o[key])]),
  ) as Partial<Record<K, string>>;
