import { BigNumberDependencies, create, parseDependencies } from 'mathjs';

/**
 * What the library needs of mathjs, put together from its modules in place of the whole: the parser, and the class of
 * numbers with many digits.
 */
const lean = {
  parse: create(parseDependencies).parse,
  create: (config: { number: 'BigNumber'; precision: number }): unknown =>
    create(BigNumberDependencies, config),
};
export default lean;
