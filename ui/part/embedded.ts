/** Ids of the documents that stand on the page already, by a context: a reference to one of them stays on the page. */
export const EMBEDDED = Symbol('embedded documents');
export type Embedded = ReadonlySet<string>;
