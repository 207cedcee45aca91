import { typeset } from '../../src/index.ts';
import { drawPicture } from './drawPicture.ts';
import { proseFormulas } from './proseFormulas.ts';
import type { Handlers } from './serve.ts';

/** What follows a slider. */
export const QUICK: Handlers<'picture' | 'typeset' | 'prose'> = {
  picture: drawPicture,
  typeset,
  prose: proseFormulas,
};
