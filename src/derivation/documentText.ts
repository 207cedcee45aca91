import { FormulaError, HypentropyError } from '../errors.ts';
import type { DocumentText } from '../requests.ts';
import { readDocument, type DerivationDocument } from './document.ts';
import { readMarkdown, toMarkdown } from './markdownDocument.ts';

/** Whether a text is a document in Markdown: JSON begins with a brace. */
const isMarkdown = ({ text, name }: DocumentText): boolean =>
  !/^\s*[{[]/.test(text) && (name.endsWith('.md') || /^\s*#|\n#/.test(text));

/**
 * Reads a document in JSON or in Markdown and does something with it; faults in Markdown name the line of the file. Throws
 * HypentropyError `document` or FormulaError.
 */
export async function withDocument<T>(
  document: DocumentText,
  use: (document: DerivationDocument) => Promise<T>,
): Promise<T> {
  const { text, name } = document;
  if (!isMarkdown(document)) return use(readDocument(text, name));
  const { json, lines } = readMarkdown(text, name);
  try {
    return await use(readDocument(json, name));
  } catch (error) {
    throw located(error, name, lines);
  }
}

/** The same document in the other form: JSON as Markdown, Markdown as JSON. Throws HypentropyError `document`. */
export function convertDocument(document: DocumentText): string {
  const { text, name } = document;
  if (!isMarkdown(document)) {
    readDocument(text, name);
    return toMarkdown(text);
  }
  const { json } = readMarkdown(text, name);
  readDocument(json, name);
  return `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
}

/** A fault that names a step names the line at which it begins. */
function located(error: unknown, name: string, lines: ReadonlyMap<string, number>): unknown {
  if (!(error instanceof HypentropyError)) return error;
  const [, index] = /: steps\[(\d+)\]/.exec(error.message) ?? [];
  const [, step] = /^[^,]+, ([^:]+): /.exec(error.message) ?? [];
  const line = index === undefined ? lines.get(step ?? '') : [...lines.values()][Number(index)];
  if (line === undefined) return error;
  const before = index === undefined ? /^[^,]+, [^:]+: / : /^.*?: steps\[\d+\]\.?/;
  const what = error.message.replace(before, '');
  const message = `${name}, line ${line}: ${what}`;
  if (!(error instanceof FormulaError)) return new HypentropyError(error.code, message, error.help);
  return new FormulaError(message, error.source, error.position, error.length, error.help);
}
