import { HypentropyError } from '../errors.ts';
import { addRational, compareRational, multiplyRational, rational, type Rational } from './expression.ts';
import { createRandom, type Random } from '../random.ts';

/** An open interval of sample values, null for an infinite end; `closed` ends may be hit; `integer` restricts to Z. */
export interface Domain {
  readonly lower: Rational | null;
  readonly upper: Rational | null;
  readonly integer?: boolean;
  /** Whether finite ends belong to the domain. */
  readonly closed?: boolean;
}

/** A random positive rational p/q of moderate size; its magnitude is spread over about 1/200 to 200. */
function positiveRational(random: Random): Rational {
  const q = random.integer(1, 12) * (random.integer(0, 3) === 0 ? random.integer(1, 9) : 1);
  switch (random.integer(0, 5)) {
    case 0:
      return rational(random.integer(1, 9), q * 10);
    case 1:
      return rational(random.integer(10, 200), random.integer(1, 7));
    case 2:
      return rational(random.integer(1, 99), 100);
    default:
      return rational(random.integer(1, 30), q);
  }
}

/** A rational strictly between 0 and 1, now and then close to an end. */
function fraction(random: Random): Rational {
  const q = random.integer(0, 5) === 0 ? 1000 : random.integer(3, 64);
  const p = random.integer(0, 5) === 0 ? 1 : random.integer(1, q - 1);
  return rational(random.integer(0, 1) ? p : q - p, q);
}

const negated = (q: Rational): Rational => rational(-q.numerator, q.denominator);

/** One value inside the domain. Throws HypentropyError when it is empty. */
export function samplePoint(name: string, domain: Domain, random: Random): Rational {
  const { lower, upper } = domain;
  if (domain.integer) return sampleInteger(name, domain, random);
  if (lower !== null && upper !== null) {
    const order = compareRational(lower, upper);
    if (order === 0 && domain.closed) return lower;
    if (order >= 0) throw emptyDomain(name, domain);
    const width = addRational(upper, negated(lower));
    return addRational(lower, multiplyRational(width, fraction(random)));
  }
  const q = positiveRational(random);
  if (lower !== null) return addRational(lower, q);
  if (upper !== null) return addRational(upper, negated(q));
  return random.integer(0, 1) ? q : negated(q);
}

function sampleInteger(name: string, { lower, upper, closed }: Domain, random: Random): Rational {
  const inner = (end: Rational, up: boolean): bigint => {
    const floor = floorOf(end);
    const whole = end.denominator === 1n;
    if (whole) return closed ? floor : up ? floor + 1n : floor - 1n;
    return up ? floor + 1n : floor;
  };
  const low = lower === null ? null : inner(lower, true);
  const high = upper === null ? null : inner(upper, false);
  if (low !== null && high !== null) {
    if (low > high) throw emptyDomain(name, { lower, upper });
    const span = high - low > 40n ? 40 : Number(high - low);
    return rational(low + BigInt(random.integer(0, span)));
  }
  const step = BigInt(random.integer(0, random.integer(0, 3) === 0 ? 30 : 8));
  if (low !== null) return rational(low + step);
  if (high !== null) return rational(high - step);
  return rational(random.integer(0, 1) ? step : -step);
}

const floorOf = (q: Rational): bigint =>
  q.numerator >= 0n ? q.numerator / q.denominator : -((-q.numerator + q.denominator - 1n) / q.denominator);

function emptyDomain(name: string, { lower, upper }: Domain): HypentropyError {
  const text = (q: Rational | null): string =>
    q === null ? 'inf' : q.denominator === 1n ? `${q.numerator}` : `${q.numerator}/${q.denominator}`;
  return new HypentropyError(
    'domain',
    `the domain of ${name} is empty: from ${text(lower)} to ${text(upper)}`,
  );
}

/**
 * `count` points with one rational value for each symbol, drawn inside the domains from rationals of moderate size
 * and mixed magnitude, each when it is asked for; the same seed gives the same points. Throws HypentropyError for an
 * empty domain.
 */
export function* samplePoints(
  domains: ReadonlyMap<string, Domain>,
  seed: number,
  count: number,
): Generator<Map<string, Rational>> {
  const random = createRandom(seed);
  for (let k = 0; k < count; k++) {
    const point = new Map<string, Rational>();
    for (const [name, domain] of domains) point.set(name, samplePoint(name, domain, random));
    yield point;
  }
}
