import type { AuditRecord, DocumentRecord } from '../records.ts';
import type { DocumentText, ListRequest, RunOptions } from '../requests.ts';
import { readContents } from '../derivation/contents.ts';
import { readDocument } from '../derivation/document.ts';
import { tableOfFindings } from '../derivation/tableOfFindings.ts';
import { HypentropyError } from '../errors.ts';
import { deriveDocument } from './documentVerbs.ts';
import { SQUARED, stamp } from './stamp.ts';

/**
 * Every published formula among the documents with what was found of it: agreement, agreement up to a factor, a missing
 * condition with its counterexample, or an error with its mended form. Each finding is decided from the lines that show it.
 * Throws HypentropyError `document` or FormulaError for documents that cannot be read, InterruptedError when stopped.
 */
export async function audit(request: ListRequest, options: RunOptions): Promise<AuditRecord> {
  const started = performance.now();
  const contents = readContents(request.index.text, request.index.name);
  const documents = request.documents.map(({ text, name }) => readDocument(text, name));
  const table = await tableOfFindings(contents, documents, options);
  return { ...stamp(options, SQUARED), ...table, elapsed: performance.now() - started };
}

/** Replays the document of one published formula. Throws as `deriveDocument` does, and for a document about none. */
export async function auditDocument(document: DocumentText, options: RunOptions): Promise<DocumentRecord> {
  const { id, published } = readDocument(document.text, document.name);
  if (published === undefined)
    throw new HypentropyError(
      'document',
      `'${id}' is not about a published formula`,
      `hypentropy derive ${id} replays it; hypentropy audit lists those that are`,
    );
  return deriveDocument(document, options);
}
