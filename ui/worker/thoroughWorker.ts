import { serve } from './serve.ts';
import { THOROUGH } from './thoroughVerbs.ts';

serve(THOROUGH);
