import { auditDocument } from './auditDocument.ts';
import { chapterDocument } from './chapterDocument.ts';
import { checkDocument } from './checkDocument.ts';
import { claimDocument } from './claimDocument.ts';
import { derivationDocument } from './derivationDocument.ts';
import { designDocument } from './designDocument.ts';
import type { Document } from './document.ts';
import { evaluationDocument } from './evaluationDocument.ts';
import { sweepDocument } from './sweepDocument.ts';
import { experimentDocument } from './experimentDocument.ts';
import { listDocument } from './listDocument.ts';
import type { AnyRecord } from '../requests.ts';
import { theoryDocument } from './theoryDocument.ts';

/** The report of a record, before it takes a format. */
export function documentOf(record: AnyRecord): Document {
  if ('lecture' in record) return chapterDocument(record);
  if ('sweep' in record) return sweepDocument(record);
  if ('papers' in record) return auditDocument(record);
  if ('sections' in record) return listDocument(record);
  if ('outcomes' in record) return experimentDocument(record);
  if ('statement' in record) return derivationDocument(record);
  if ('commands' in record) return designDocument(record);
  if ('steps' in record) return theoryDocument(record);
  if ('comparisons' in record) return checkDocument(record);
  if ('values' in record) return evaluationDocument(record);
  return claimDocument(record);
}
