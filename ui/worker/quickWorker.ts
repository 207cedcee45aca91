import { typeset } from '../../src/index.ts';
import { drawPicture } from './drawPicture.ts';
import { proseFormulas } from './proseFormulas.ts';
import { serve } from './serve.ts';

/** What follows a slider. */
serve({ picture: drawPicture, typeset, prose: proseFormulas });
