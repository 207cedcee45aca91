import type { DocumentRecord, ExperimentRecord, ListRecord } from '../records.ts';
import type { DocumentText, ListRequest, RunOptions } from '../requests.ts';
import { isCertificate, readCertificate, recertify } from '../derivation/certificate.ts';
import { digestOf } from '../derivation/digest.ts';
import { readContents } from '../derivation/contents.ts';
import { readDocument, type DerivationDocument } from '../derivation/document.ts';
import { withDocument } from '../derivation/documentText.ts';
import { replay } from '../derivation/replay.ts';
import { tableOfClaims } from '../derivation/tableOfClaims.ts';
import { experimentNamed, runExperiments } from '../experiments/runExperiments.ts';
import { weakest } from '../verification/verifyStep.ts';
import { SQUARED, stamp } from './stamp.ts';
import { courseContents } from './courseContents.ts';
import { limitsOf } from './limitsOf.ts';

/**
 * Replays a derivation: each line is accepted by the checker of its one reason. Throws HypentropyError `document` or
 * FormulaError for one that cannot be read, naming the line.
 */
export const deriveDocument = (document: DocumentText, options: RunOptions): Promise<DocumentRecord> =>
  withDocument(document, (read) => replayed(read, options));

async function replayed(document: DerivationDocument, options: RunOptions): Promise<DocumentRecord> {
  const started = performance.now();
  const { noDerivation = null, noExperiment = null, ...read } = document;
  read.experiments.forEach(experimentNamed);
  const result = await replay(read, options);
  const { id, title, statement, source, definitions, experiments, published } = read;
  const record = {
    ...stamp(options, SQUARED),
    id, title, statement, source,
    definitions: [...definitions],
    ...result,
    ...(published === undefined ? {} : { published: { ...published } }),
    why: noDerivation,
    experiments: [...experiments],
    noExperiment,
  }; // prettier-ignore
  const digest = options.claims === true ? { digest: digestOf(record) } : {};
  return { ...record, ...digest, elapsed: performance.now() - started };
}

/**
 * Decides a file again: a document by the reasons of its lines, a certificate (what `derive` recorded with `claims`) by its
 * claims alone. Throws HypentropyError `document` or FormulaError for a file that cannot be read.
 */
export async function verifyDocument(document: DocumentText, options: RunOptions): Promise<DocumentRecord> {
  if (!isCertificate(document.text)) return deriveDocument(document, options);
  const started = performance.now();
  const certificate = readCertificate(document.text, document.name);
  const { title, version, seed, verdict, steps } = certificate;
  return {
    ...stamp(options, SQUARED),
    id: 'certificate',
    title,
    statement: `Recorded by Hypentropy ${version} with seed ${seed}: ${steps.length} steps, ${verdict}. Each recorded claim is decided again from its text, and each formula shown from the map and the start, by parsing, differentiation, normal forms and ball arithmetic alone; what is not decided so is named.`,
    source: document.name,
    assumptions: [],
    definitions: [],
    ...(await recertify(certificate, options)),
    why: null,
    experiments: [],
    noExperiment: null,
    elapsed: performance.now() - started,
  };
}

/** Runs the numeric checks that a derivation names. Throws as `deriveDocument` does, InterruptedError when stopped. */
export const checkDocument = (document: DocumentText, options: RunOptions): Promise<ExperimentRecord> =>
  withDocument(document, (read) => checked(read, options));

async function checked(document: DerivationDocument, options: RunOptions): Promise<ExperimentRecord> {
  const started = performance.now();
  const { id, title, statement, experiments, noExperiment = null } = document;
  const outcomes = await runExperiments(experiments, { ...options, ...limitsOf(options) });
  return {
    ...stamp(options, SQUARED),
    id, title, statement, outcomes,
    why: noExperiment,
    verdict: outcomes.length === 0 ? 'undecided' : weakest(outcomes.map((o) => o.verdict)),
    elapsed: performance.now() - started,
  }; // prettier-ignore
}

/**
 * Every claim of the theory with the verdict of its derivation and, when asked, of its numeric checks. Throws
 * HypentropyError `document` for a claim without a document, and for documents that cannot be read.
 */
export async function listClaims(request: ListRequest, options: RunOptions): Promise<ListRecord> {
  const started = performance.now();
  const contents = readContents(request.index.text, request.index.name);
  const documents = request.documents.map(({ text, name }) => readDocument(text, name));
  const run = request.run
    ? (ids: readonly string[]) => runExperiments(ids, { ...options, ...limitsOf(options) })
    : null;
  const table = await tableOfClaims(contents, documents, run, options);
  const course = request.course === undefined ? {} : { course: courseContents(request.course) };
  return { ...stamp(options, SQUARED), ...table, ...course, elapsed: performance.now() - started };
}
