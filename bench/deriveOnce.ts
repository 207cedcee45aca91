/** Prints the CPU milliseconds of one derivation in this new process, the modules already loaded. */
import { derive } from '../src/index.ts';
import { cpuTime } from './measure.ts';

const start = cpuTime();
await derive({ depth: process.argv[2]!, scale: 'a' }, { seed: Number(process.argv[3]) });
console.log(cpuTime() - start);
