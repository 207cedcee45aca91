import * as facade from '../../src/index.ts';
import { resolveData } from './drawPicture.ts';
import { readChapterPage } from './readChapterPage.ts';
import type { DataRequest, VerbName } from './protocol.ts';
import type { Handlers } from './serve.ts';

/** What may take longer. */
export const THOROUGH: Handlers<Exclude<VerbName, 'picture' | 'prose'>> = {
  // with its claims, so that what is handed over can be decided again elsewhere
  derive: (request, options) => facade.derive(request, { ...options, claims: true }),
  readData: ({ text, name }) => facade.readData(text, { name }),
  transition: ({ from, ...request }, options) =>
    facade.transition({ ...request, data: resolveData(from, options.seed).data }, options),
  check: ({ from, ...request }, options) =>
    facade.check({ ...request, ...(from.kind === 'given' ? { data: from.data } : sizesOf(from)) }, options),
  verify: facade.verifyClaim,
  difference: facade.differenceFigure,
  replay: facade.deriveDocument,
  decide: facade.verifyDocument,
  experiments: facade.checkDocument,
  chapter: readChapterPage,
  wholeChapter: facade.deriveChapter,
  figure: facade.courseFigure,
  experiment: facade.runExperiment,
  typeset: facade.typeset,
  render: ({ record, format }) => facade.render(record, format, {}),
};

/** Sizes of random data, drawn by the check itself, which turns targets into labels where the loss wants them. */
const sizesOf = ({ samples, features, sparsity, noise }: DataRequest & { kind: 'random' }) => ({
  samples,
  features,
  sparsity,
  noise,
});
