import { QUICK } from './quickVerbs.ts';
import { serve } from './serve.ts';
import { THOROUGH } from './thoroughVerbs.ts';

/** Both workers in one script, for the page that is one file. */
serve({ ...QUICK, ...THOROUGH });
