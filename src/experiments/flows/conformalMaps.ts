import type { ComparisonRecord } from '../../records.ts';
import { randomProblem } from '../../simulation/randomProblem.ts';
import { readCoupled } from '../../theory/readCoupled.ts';
import { checkCoupled } from '../../verification/checkCoupled.ts';
import type { Experiment } from '../experiment.ts';

/** A map that a factor mends, and one that no factor mends. */
const MENDED = '[u, u*v]';
const MAPS = [MENDED, '[u, u^2*v]'];
const INIT = 'u=1, v=1/2';

/** Loops of signals in the given time and in the changed one, by the general check of maps with several outputs. */
export const conformalMaps: Experiment = {
  id: 'conformal-maps',
  title: 'Signals in two orders, before and after a change of time',
  text: `The maps ${MAPS.join(' and ')} from ${INIT}: two signals in opposite order end at different weights; after the change of time that the conformal test finds they must end at the same, and for the second map it finds none. A gap after the change, or a change found for the second map, would refute it.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const parametrization of MAPS) {
      const model = readCoupled({ parametrization, init: INIT });
      const problem = randomProblem({ samples: 1, features: 2, sparsity: 1, noise: 0, seed: context.seed });
      const checked = await checkCoupled(model, problem, context);
      const loops = checked.comparisons.filter(({ name }) => name.startsWith('holonomy'));
      const isMended = loops.some(({ name }) => name.endsWith('after-time-change'));
      comparisons.push(...loops.map((c) => ({ ...c, text: `${parametrization}. ${c.text}` })));
      comparisons.push(found(parametrization, isMended));
    }
    return { comparisons };
  },
};

const found = (parametrization: string, isMended: boolean): ComparisonRecord => ({
  name: 'time-change',
  verdict: isMended === (parametrization === MENDED) ? 'checked' : 'refuted',
  discrepancy: null,
  budget: null,
  unit: 'found or not',
  text: `${parametrization}. The conformal test ${isMended ? 'finds a change of time' : 'finds no change of time'}.`,
});
