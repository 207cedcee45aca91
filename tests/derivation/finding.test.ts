import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/derivation/document.ts';
import { replay } from '../../src/derivation/replay.ts';
import { tableOfFindings } from '../../src/derivation/tableOfFindings.ts';

const holds = { id: 'holds', title: 'Under the condition', reason: 'inequality', formula: 'x^2 < x', assumptions: ['x < 1'] }; // prettier-ignore
const fails = { id: 'fails', title: 'Without', reason: 'counterexample', formula: 'x^2 < x', at: ['x = 2'], instead: ['x^2 = 4'] }; // prettier-ignore
const needs = { kind: 'condition', by: ['holds'], condition: 'x < 1', fails: 'fails' };

const whole = (steps: object[], finding: object, assumptions = ['x > 0']) => ({
  id: 'square', title: 'A square', statement: 'It is less.', source: 'a test', assumptions, definitions: [], steps,
  noExperiment: 'it is a test', published: { paper: 'Somebody 1999', formula: 'square', seen: 'quoted' }, finding,
}); // prettier-ignore
const read = (document: object) => readDocument(JSON.stringify(document), 'square.json');
const replayed = (steps: object[], finding: object, assumptions?: string[]) =>
  replay(read(whole(steps, finding, assumptions)), { seed: 1 });

test('a condition holds with it and has a counterexample without it', async () => {
  const { finding, verdict } = await replayed([holds, fails], needs);
  expect(finding).toMatchObject({ kind: 'condition', text: 'needs x < 1' });
  expect(verdict).toBe('proved');
});

describe('a counterexample', () => {
  const verdictOf = async (line: object) =>
    (await replayed([holds, { ...fails, ...line }], { kind: 'agrees', by: ['holds'] })).steps[1]!.verdict;

  test('at which the formula holds is refuted', async () => {
    expect(await verdictOf({ at: ['x = 1/2'], instead: ['x^2 = 1/4'] })).toBe('refuted');
  });

  test('that states a wrong value is refuted', async () => {
    expect(await verdictOf({ instead: ['x^2 = 5'] })).toBe('refuted');
  });

  test('may be to a derivative, a limit, an integral or a derived formula', async () => {
    const derivative = { formula: 'diff(x^3, x) = 3*x', instead: ['diff(x^3, x) = 12'] };
    const limit = { formula: 'lim(x*y/(1 + y), y, inf) = 1', instead: ['lim(x*y/(1 + y), y, inf) = 2'] };
    const integral = { formula: 'int(y, y, 0, x) = x', at: ['x = 4'], instead: ['int(y, y, 0, x) = 8'] };
    const model = { parametrization: 'u^2 - v^2', init: 'u=1, v=2' };
    const derived = { formula: 'conserved = u^2 + v^2', at: undefined, model, instead: ['conserved = u*v'] };
    for (const line of [derivative, limit, integral, derived]) {
      const symbols = ['x > 0', 'y > 0', 'u > 0', 'v > 0'];
      const document = whole([holds, { ...fails, ...line }], { kind: 'agrees', by: ['holds'] }, symbols);
      const { steps } = await replay(read(document), { seed: 1 });
      expect([line.formula, ['proved', 'checked'].includes(steps[1]!.verdict)]).toEqual([line.formula, true]);
    }
  });

  test('must lie within the conditions of the document and say what holds instead', async () => {
    await expect(verdictOf({ at: ['x = -2'] })).rejects.toThrow(/outside the conditions/);
    await expect(verdictOf({ instead: [] })).rejects.toThrow(/what holds 'instead'/);
    await expect(verdictOf({ at: undefined })).rejects.toThrow(/must name its point/);
    await expect(verdictOf({ at: ['x = sqrt(2)'] })).rejects.toThrow(/gives no value/);
    await expect(verdictOf({ formula: '1/(x - 2) < 1' })).rejects.toThrow(/square, fails/);
  });
});

test('a counterexample that meets the condition is none', async () => {
  const there = { ...fails, at: ['x = 1/2'], instead: ['x^2 = 1/4'] };
  await expect(replayed([holds, there], needs)).rejects.toThrow(/meets the condition 'x < 1'/);
});

test('a factor is decided, with its constant', async () => {
  const line = { id: 'line', title: 'Line', reason: 'algebra', formula: 'x + x = 2*x' };
  const factor = {
    kind: 'factor',
    by: ['line'],
    published: '4*x + 1',
    derived: 'x',
    factor: '4',
    offset: '1',
  };
  expect((await replayed([line], factor)).finding).toMatchObject({ verdict: 'proved', text: 'agrees, factor 4 and constant 1' }); // prettier-ignore
  expect((await replayed([line], { ...factor, factor: '3' })).verdict).toBe('refuted');
  expect((await replayed([line], { ...factor, offset: '2' })).verdict).toBe('refuted');
  expect((await replayed([{ ...line, formula: 'x + x = 3*x' }], factor)).finding!.verdict).toBe('refuted');
});

describe('a finding that its lines cannot show is an error that names the place', () => {
  const wrong: [object[], object, RegExp][] = [
    [[holds], { kind: 'agrees', by: [] }, /finding.by must name a line/],
    [[holds], { kind: 'agrees', by: ['other'] }, /names the line 'other', which is missing/],
    [[holds, fails], { kind: 'agrees', by: ['fails'] }, /which is counterexample and shows nothing/],
    [[holds], { kind: 'right', by: ['holds'] }, /finding.kind must be one of/],
    [[holds, fails], { ...needs, fails: 'holds' }, /must name a counterexample/],
    [[holds, fails], { ...needs, condition: 'x < 2' }, /must be among the 'assumptions'/],
    [[holds, { ...fails, formula: 'x^3 < x' }], needs, /counterexample to a formula of the lines/],
    [[holds], { kind: 'agrees', by: ['holds'], factor: '2' }, /unknown field 'factor'/],
  ];
  test.each(wrong)('%j %j', (steps, finding, message) => {
    expect(() => read(whole(steps, finding))).toThrow(message);
  });

  test('as is one without the place of the formula', () => {
    const document = { ...whole([holds], { kind: 'agrees', by: ['holds'] }), published: undefined };
    expect(() => read(document)).toThrow(/published must be an object/);
  });
});

test('the table counts the findings and names what is refuted', async () => {
  const document = read(whole([{ ...holds, assumptions: [] }], { kind: 'agrees', by: ['holds'] }));
  const table = await tableOfFindings([{ title: 'Somebody 1999', claims: ['square'] }], [document], {
    seed: 1,
  });
  expect(table.counts).toMatchObject({ papers: 1, formulas: 1, agrees: 1, wrong: 0, quoted: 1 });
  expect(table.papers[0]!.formulas[0]!.open).toEqual([
    'Under the condition: refuted',
    'the finding: refuted',
  ]);
  expect(table.verdict).toBe('refuted');
  await expect(tableOfFindings([], [document], { seed: 1 })).rejects.toThrow(/list no published formula/);
});
