import * as facade from '../../src/index.ts';
import { resolveData } from './drawPicture.ts';
import { readChapterPage } from './readChapterPage.ts';
import type { VerbName } from './protocol.ts';
import type { Handlers } from './serve.ts';

/** What may take longer. */
export const THOROUGH: Handlers<Exclude<VerbName, 'picture' | 'prose'>> = {
  derive: facade.derive,
  transition: ({ from, ...request }, options) =>
    facade.transition({ ...request, data: resolveData(from, options.seed).data }, options),
  check: ({ from, ...request }, options) =>
    facade.check({ ...request, data: resolveData(from, options.seed).data }, options),
  verify: facade.verifyClaim,
  replay: facade.deriveDocument,
  experiments: facade.checkDocument,
  chapter: readChapterPage,
  figure: facade.courseFigure,
  experiment: facade.runExperiment,
  typeset: facade.typeset,
  render: ({ record, format }) => facade.render(record, format, {}),
};
