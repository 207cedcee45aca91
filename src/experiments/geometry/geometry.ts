import type { Experiment } from '../experiment.ts';
import { hessianDefect } from './hessianDefect.ts';
import { metricOfWeight } from './metricOfWeight.ts';

/** Numeric checks of the metric of function space. */
export const GEOMETRY: readonly Experiment[] = [metricOfWeight, hessianDefect];
