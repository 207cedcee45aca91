/** The facade: few verbs over plain records. Everything behind it may change; this may only grow. */
export { derive, evaluate, verifyClaim, design } from './facade/theoryVerbs.ts';
export { deriveDocument, verifyDocument, checkDocument, listClaims } from './facade/documentVerbs.ts';
export { check, checkPath, sweep } from './facade/checkVerbs.ts';
export { typeset, curves, trajectory, transition } from './facade/pictures.ts';
export { HypentropyError } from './errors.ts';
export type * from './records.ts';
export type * from './requests.ts';
export type { ReadDataOptions } from './report/readData.ts';
export { readData } from './report/readData.ts';
export { requireLabels } from './report/readJsonData.ts';
export { randomProblem } from './simulation/randomProblem.ts';
export { randomSensing } from './simulation/randomSensing.ts';
export { render } from './report/render.ts';
export { readRows, rowHeader, rowText } from './report/sweepRows.ts';
export { CLAIMABLE } from './verification/claimedQuantity.ts';
export { FORMATS } from './requests.ts';
export { suggest } from './expression/suggest.ts';
