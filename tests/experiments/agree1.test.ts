import { runExperiments } from '../support/runExperiment.ts';

runExperiments(0, 3);
