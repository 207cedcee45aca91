import { QUICK } from './quickVerbs.ts';
import { serve } from './serve.ts';

serve(QUICK);
