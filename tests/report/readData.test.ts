import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HypentropyError } from '../../src/errors.ts';
import { findJsonError } from '../../src/report/findJsonError.ts';
import { readData } from '../../src/report/readData.ts';
import { requireLabels } from '../../src/report/readJsonData.ts';

const read = (text: string, options = {}) => readData(text, { name: 'd', ...options });
function refusal(text: string, options = {}): string {
  try {
    read(text, options);
  } catch (error) {
    expect(error).toBeInstanceOf(HypentropyError);
    const { message, help } = error as HypentropyError;
    expect(message).not.toMatch(/\n|undefined/);
    return help === '' ? message : `${message} | ${help}`;
  }
  return 'accepted';
}

describe('CSV', () => {
  test('the response is the column y, else the first, else as told by name or number', () => {
    expect(read('a,y,b\n1,2,3\n4,5,6')).toMatchObject({ X: [[1, 3], [4, 6]], y: [2, 5] }); // prettier-ignore
    expect(read('a,b\n1,2\n4,5')).toMatchObject({ X: [[2], [5]], y: [1, 4] });
    expect(read('1,2\n4,5')).toMatchObject({ X: [[2], [5]], y: [1, 4] });
    expect(read('a,b\n1,2\n4,5', { response: 'b' })).toMatchObject({ X: [[1], [4]], y: [2, 5] });
    expect(read('1,2\n4,5', { response: '2' })).toMatchObject({ X: [[1], [4]], y: [2, 5] });
  });

  test('separators, quotes, carriage returns, byte order and blank lines make no difference', () => {
    const plain = read('a,y\n1,2\n-3e-1,.5');
    for (const text of [
      'a;y\n1;2\n-3e-1;.5',
      'a\ty\r\n1\t2\r\n-3e-1\t.5\r\n',
      '\uFEFF"a","y"\n"1", 2\n\n-3e-1 ,".5"\n',
    ]) {
      expect(read(text)).toEqual(plain);
    }
    expect(read('"a, ""b""\nc",y\n1,2').y).toEqual([2]);
  });

  test('what it writes it reads', () => {
    const entry = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    const matrix = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(entry, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(matrix, (rows) => {
        const data = read(rows.map((row) => row.join(',')).join('\n'));
        expect(data.y.map((y, i) => [y, ...data.X[i]!])).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test('every fault names its place', () => {
    expect(refusal('')).toBe('d is empty');
    expect(refusal('a,b,y\n1,2,3\n1,2')).toBe('d, line 3: found 2 fields where line 1 has 3');
    expect(refusal('a,y\n1,NaN')).toBe("d, line 2, column 2 (y): 'NaN' is not a finite number");
    expect(refusal('NaN,1\n2,3')).toBe("d, line 1, column 1: 'NaN' is not a finite number");
    expect(refusal('a,y\n1,')).toBe('d, line 2, column 2 (y): empty field; every entry must be a number');
    expect(refusal('a,y\n1,0x10')).toMatch(/'0x10' is not a finite number/);
    expect(refusal('a,y\n1,1e999')).toMatch(/1e999 is too large/);
    expect(refusal('a,y')).toBe('d has a header but no data');
    expect(refusal('y\n1\n2')).toMatch(/one column only/);
    expect(refusal('a,octane\n1,2', { response: 'octan' })).toMatch(
      /did you mean 'octane'\? \| .* from 1 to 2/,
    );
    expect(refusal('1,2', { response: '3' })).toMatch(/^d has no column '3' \|/);
    expect(refusal('1,2', { response: 'constructor' })).toMatch(/^d has no column 'constructor' \|/);
    expect(refusal('a,y\n"1,2')).toMatch(/line 2: a double quote is not closed/);
  });
});

describe('JSON', () => {
  test('reads X, y, labels, shape and source', () => {
    const data = read(
      '{"X": [[1,2],[3,4]], "labels": [1,-1], "shape": {"u": [1,2], "v": 3}, "source": "here"}',
    );
    expect(data).toMatchObject({ X: [[1, 2], [3, 4]], y: [1, -1], shape: { u: [1, 2], v: [3, 3] } }); // prettier-ignore
    expect(data.source).toBe('d: 2 samples, 2 features (here)');
  });

  test('every fault names its place', () => {
    expect(refusal('{"X": [[1,2],[3]], "y": [1,2]}')).toBe('d: X[1] has 1 entries, X[0] has 2');
    expect(refusal('{"X": [[1,2]], "y": [1,2]}')).toBe('d: y has 2 entries, X has 1 rows');
    expect(refusal('{"X": [[1,null]], "y": [1]}')).toBe('d: X[0][1] must be a number: got null');
    expect(refusal('{"X": [[1,1e999]], "y": [1]}')).toBe('d: X[0][1] is too large for a double');
    expect(refusal('{"X": [[1,NaN]],\n "y": [1]}')).toMatch(/line 1, column 11: NaN is no JSON number/);
    expect(refusal('{"X": [[1]],\n "y": [1}')).toMatch(/line 2, column 9: ',' or '\]' expected: got '\}'/);
    expect(refusal('{"X": [[1]], "Y": [1]}')).toMatch(/^d has no "y", but "Y" \|/);
    expect(refusal('[[1]]')).toMatch(/must hold an object/);
    expect(refusal('{"X": [], "y": []}')).toBe('d: X must be a non-empty list of rows');
    expect(refusal('{"X": [[]], "y": [1]}')).toMatch(/at least one column/);
    expect(refusal('{"X": [["a"]], "y": [1]}')).toBe('d: X[0][0] must be a number: got the text "a"');
    expect(refusal('{"X": [[1]], "labels": [0]}')).toBe(
      'd: labels must be -1 or 1: entry 1 is 0 | labels 0 and 1 are written -1 and 1 here: replace 0 by -1',
    );
    expect(refusal('{"X": [[1]], "y": [1], "shape": {"u": [-1]}}')).toBe(
      'd: shape.u[0] must be >= 0: got -1',
    );
    expect(refusal('{"X": [[1]], "y": [1], "shape": {"u": [1,2]}}')).toMatch(/shape.u has 2 entries/);
    expect(refusal('{"constructor": 1, "__proto__": 2}')).toMatch(/^d has no "X"/);
    expect(refusal(`{"X": ${'['.repeat(100_000)}`)).toMatch(/nested deeper than 100 levels/);
  });

  test('the locator accepts exactly what JSON.parse accepts', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const piece = fc.constantFrom(
      ...'{}[],: \n"',
      '"a"',
      '1',
      '-',
      '.5',
      'e3',
      '01',
      'true',
      'null',
      '\\',
      "'",
      'NaN',
    );
    const pieces = fc.array(piece, { maxLength: 8 }).map((list) => list.join(''));
    const damaged = fc.tuple(fc.json(), fc.nat(), piece).map(([json, n, insert]) => {
      const at = n % (json.length + 1);
      return json.slice(0, at) + insert + json.slice(at + (n % 2));
    });
    fc.assert(
      fc.property(fc.oneof(pieces, damaged, fc.json()), (text) => {
        expect(findJsonError(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('centring and standardizing', () => {
  test('are off unless asked and always in the notes', () => {
    expect(read('1,2\n3,5').notes).toEqual(['data not centred', 'data not standardized']);
    expect(read('1,2\n3,5', { center: true })).toMatchObject({ X: [[-1.5], [1.5]], y: [-1, 1] });
  });

  test('standardized columns have mean 0 and variance 1', () => {
    const { X, notes } = read('1,2,3e8\n3,5,1e8\n0,1,7\n2,2,9', { standardize: true });
    for (const j of [0, 1]) {
      expect(X.reduce((t, row) => t + row[j]!, 0)).toBeCloseTo(0, 14);
      expect(X.reduce((t, row) => t + row[j]! ** 2, 0) / 3).toBeCloseTo(1, 14);
    }
    expect(notes).toHaveLength(2);
    expect(refusal('y,a,b\n1,2,3\n1,3,3', { standardize: true })).toMatch(/column 2 of X \(b\) is constant/);
  });
});

test('the near-infrared example has 60 samples of 401 wavelengths', () => {
  const text = readFileSync('examples/near-infrared/gasoline.csv', 'utf8');
  const data = readData(text, { name: 'gasoline.csv', response: 'octane', center: true });
  expect([data.X.length, data.X[0]!.length, data.y.length]).toEqual([60, 401, 60]);
  expect(Math.abs(data.y.reduce((t, v) => t + v, 0))).toBeLessThan(1e-12);
  expect(data.source).toBe('gasoline.csv: 60 samples, response column 1 (octane), 401 features');
});

test('labels are -1 or 1', () => {
  requireLabels([1, -1, 1], 'y');
  expect(() => requireLabels([1, 2], 'y')).toThrow('y must be -1 or 1: entry 2 is 2');
});
