import { HypentropyError } from '../errors.ts';
import { domainOf, type Assumptions } from '../expression/assumptions.ts';
import { intersectDomains } from '../expression/domain.ts';
import { freeSymbols, isRational, type Rational } from '../expression/expression.ts';
import { pointInterval } from '../expression/interval.ts';
import { parse } from '../expression/parse.ts';
import { meetsFacts } from '../verification/verifyIdentity.ts';

/** Values of symbols. */
export type Point = ReadonlyMap<string, Rational>;

/** Reads `x = 1/2` and the like. Throws HypentropyError `document`. */
export const readPoint = (texts: readonly string[]): Point =>
  new Map(
    texts.map((text) => {
      const [, name, value] = /^\s*([A-Za-z]\w*)\s*=([^=]+)$/.exec(text) ?? [];
      const number = value === undefined ? null : parse(value);
      if (name === undefined || number === null || !isRational(number))
        throw new HypentropyError(
          'document',
          `'${text}' gives no value`,
          "write 'x = 1/2', a rational number",
        );
      return [name, number] as const;
    }),
  );

/** Whether the point meets the conditions; those on symbols without a value are left out. */
export function meets(point: Point, { domains, facts }: Assumptions): boolean {
  const isWithin = ([name, value]: [string, Rational]): boolean =>
    intersectDomains(domainOf(name, { domains }), pointInterval(value)) !== null;
  const decided = facts.filter(({ expression }) => [...freeSymbols(expression)].every((name) => point.has(name))); // prettier-ignore
  return [...point].every(isWithin) && meetsFacts(point, { domains, facts: decided });
}

/** The conditions on what has no value at the point. */
export const besides = (point: Point, { domains, facts }: Assumptions): Assumptions => ({
  domains: new Map([...domains].filter(([name]) => !point.has(name))),
  facts: facts.filter(({ expression }) => ![...freeSymbols(expression)].some((name) => point.has(name))),
});
