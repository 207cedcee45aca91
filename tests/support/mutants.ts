import {
  ONE, addRational, call, isRational, isZero, multiplyRational, negate, power, product, rational, subtract, sum,
  type Expression, type Rational,
} from '../../src/expression/expression.ts'; // prettier-ignore

/** A formula that differs from the original in one coefficient, exponent or sign. */
export interface FormulaMutant {
  readonly change: string;
  readonly value: Expression;
}

const SLIGHTLY = rational(1_000_001, 1_000_000);

/** The three changes of a rational constant. */
function ofConstant(c: Rational): [string, Expression][] {
  const changes: [string, Expression][] = [['+ 1', addRational(c, ONE)]];
  if (!isZero(c)) changes.push(['* (1 + 1e-6)', multiplyRational(c, SLIGHTLY)], ['negated', negate(c)]);
  return changes;
}

/** The constructions that fail (zero to a negative power) have no value and are no mutants. */
function attempt(build: () => Expression): Expression | null {
  try {
    return build();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Every formula that differs from e in one place: rational constants, exponents (also those that are 1), signs of terms. */
export function formulaMutants(e: Expression): FormulaMutant[] {
  const found: FormulaMutant[] = [];
  const seen = new Set<Expression>([e]);
  /** `rebuild` puts a changed subexpression back into its place. */
  const visit = (x: Expression, rebuild: (y: Expression) => Expression, place: string): void => {
    const add = (change: string, build: () => Expression): void => {
      const value = attempt(() => rebuild(build()));
      if (value === null || seen.has(value)) return;
      seen.add(value);
      found.push({ change: `${place}: ${change}`, value });
    };
    switch (x.kind) {
      case 'rational':
        for (const [change, value] of ofConstant(x)) add(change, () => value);
        return;
      case 'symbol':
        add('squared', () => power(x, rational(2)));
        return;
      case 'constant':
        add('* (1 + 1e-6)', () => product(SLIGHTLY, x));
        return;
      case 'sum':
        x.terms.forEach((term, k) => {
          const others = x.terms.filter((_, j) => j !== k);
          const put = (y: Expression) => rebuild(sum(...others, y));
          if (!isRational(term)) {
            add(`term ${k + 1} negated`, () => sum(...others, negate(term)));
            add(`term ${k + 1} * (1 + 1e-6)`, () => sum(...others, product(SLIGHTLY, term)));
          }
          visit(term, put, `${place}.${k + 1}`);
        });
        return;
      case 'product':
        x.factors.forEach((factor, k) => {
          const put = (y: Expression) => rebuild(product(...x.factors.filter((_, j) => j !== k), y));
          visit(factor, put, `${place}.${k + 1}`);
        });
        return;
      case 'power':
        add('exponent + 1', () => power(x.base, sum(x.exponent, ONE)));
        add('exponent - 1', () => power(x.base, subtract(x.exponent, ONE)));
        visit(x.base, (y) => rebuild(power(y, x.exponent)), `${place}.base`);
        visit(x.exponent, (y) => rebuild(power(x.base, y)), `${place}.exponent`);
        return;
      case 'call':
        add('squared', () => power(x, rational(2)));
        visit(x.argument, (y) => rebuild(call(x.name, y)), `${place}.argument`);
        return;
    }
  };
  visit(e, (y) => y, 'formula');
  const whole = [
    { change: 'whole: * (1 + 1e-6)', value: product(SLIGHTLY, e) },
    { change: 'whole: + 1', value: sum(e, ONE) },
    { change: 'whole: negated', value: negate(e) },
  ];
  return [...found, ...whole.filter(({ value }) => !seen.has(value))];
}
