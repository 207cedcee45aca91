import { HypentropyError } from '../errors.ts';

/** Largest size of an entry: products of two entries, summed over samples, stay far inside the range of doubles. */
const LARGEST = 1e100;

/** Throws HypentropyError `data` at the first entry that is larger than 1e100 in size; `name` is the data's name. */
export function requireEntryRange(X: readonly (readonly number[])[], y: readonly number[], name = ''): void {
  const at = name === '' ? '' : `${name}: `;
  const isTooLarge = (value: number): boolean => Math.abs(value) > LARGEST;
  const refuse = (place: string, value: number): never => {
    throw new HypentropyError(
      'data',
      `${at}${place} is ${value}: entries are at most ${LARGEST} in size, since their products must be doubles`,
      'choose other units, so that the entries are of moderate size',
    );
  };
  X.forEach((row, m) => {
    const i = row.findIndex(isTooLarge);
    if (i >= 0) refuse(`the entry of X in row ${m + 1}, column ${i + 1}`, row[i]!);
  });
  const m = y.findIndex(isTooLarge);
  if (m >= 0) refuse(`the entry of y in row ${m + 1}`, y[m]!);
}
