import { runExperiments } from '../support/runExperiment.ts';

runExperiments(1, 3);
