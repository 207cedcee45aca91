import { runExperiments } from '../support/runExperiment.ts';

runExperiments(2, 3);
