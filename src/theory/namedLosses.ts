import {
  HALF, ONE, TWO, call, compareRational, divide, exp, log, negate, power, product, rational, subtract, sum, symbol,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore

/** Prediction and target of one sample. */
export const PREDICTION = 'f';
export const TARGET = 'y';

const f = symbol(PREDICTION);
const y = symbol(TARGET);
const residual = subtract(f, y);
const margin = product(y, f);

/** A loss that has a name: its formula in f and y, with one positive parameter or none. */
interface NamedLoss {
  /** Name of the parameter, what it must be, and an example; null for a loss without one. */
  readonly parameter: null | {
    readonly name: string;
    readonly above: Rational;
    readonly condition: string;
    readonly example: string;
  };
  readonly formula: (parameter: Expression) => Expression;
}

const alone = (formula: Expression): NamedLoss => ({ parameter: null, formula: () => formula });

/**
 * The losses known by name. Only the formula is given here: what kind of loss each is, where it is least and how its
 * tail falls is derived from it, as for a typed one.
 */
export const NAMED_LOSSES: Readonly<Record<string, NamedLoss>> = {
  squared: alone(product(HALF, power(residual, TWO))),
  power: {
    parameter: { name: 'q', above: ONE, condition: 'greater than 1', example: '3' },
    formula: (q) => divide(power(call('abs', residual), q), q),
  },
  // with c the residual clipped to [-δ, δ]: r²/2 inside, δ|r| - δ²/2 outside (Huber 1964)
  huber: {
    parameter: { name: 'delta', above: rational(0), condition: 'positive', example: '1' },
    formula: (delta) => {
      const clipped = product(
        HALF,
        subtract(call('abs', sum(residual, delta)), call('abs', subtract(residual, delta))),
      );
      return subtract(product(residual, clipped), product(HALF, power(clipped, TWO)));
    },
  },
  logistic: alone(log(sum(ONE, exp(negate(margin))))),
  exponential: alone(exp(negate(margin))),
  // negative log-likelihood of a Poisson count with mean e^f, without its constant log y!
  poisson: alone(subtract(exp(f), product(y, f))),
  /**
   * With E = exp(-arsinh m) = sqrt(1 + m²) - m, E^k/(2k) + E^(k+2)/(2(k+2)): smooth, strictly convex and decreasing for
   * every k > 0 since its derivative is -E^(k+1), with the tail (2m)^(-k)/(2k).
   */
  'poly-tail': {
    parameter: { name: 'k', above: rational(0), condition: 'positive', example: '2' },
    formula: (k) => {
      const tail = (degree: Expression) =>
        divide(exp(negate(product(degree, call('arsinh', margin)))), product(TWO, degree));
      return sum(tail(k), tail(sum(k, TWO)));
    },
  },
};

/** Parameters with which numbers stay within the range of doubles: at most this, and this far above their bound. */
export const LARGEST_PARAMETER = rational(1000);
export const CLOSEST_PARAMETER = rational(1, 10n ** 12n);

export const isAbove = (value: Rational, bound: Rational): boolean => compareRational(value, bound) > 0;
