import type { Experiment } from '../experiment.ts';
import { closedForms } from './closedForms.ts';
import { conformalMaps } from './conformalMaps.ts';
import { FLOW_CHECKS } from './flowChecks.ts';
import { withoutPoles } from './withoutPoles.ts';

/** Flows of depth 2 and of tied depth, and the closed forms of their theory. */
export const FLOWS: readonly Experiment[] = [...FLOW_CHECKS, closedForms, withoutPoles, conformalMaps];
