import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/commandLine.ts';
import { SETTINGS } from '../../src/settings.ts';

const readme = readFileSync('README.md', 'utf8');

test('every command of the README is one that the program reads', () => {
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  const commands = blocks.flatMap((block) =>
    block.split('\n').filter((line) => line.startsWith('hypentropy ')),
  );
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) {
    const words = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
    expect(parseArguments(words.slice(1)).kind).toBe('call');
  }
});

test('the table of flags in the README has every flag and its default', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `--'));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  const settings = Object.values(SETTINGS);
  expect(cells.map(([, flag]) => flag)).toEqual(settings.map(({ flag }) => `\`${flag}\``));
  settings.forEach((setting, i) => {
    const fallback =
      setting.type === 'switch' ? 'off' : 'default' in setting ? String(setting.default) : undefined;
    if (fallback !== undefined)
      expect(Number(cells[i]![4]) || cells[i]![4]).toEqual(Number(fallback) || fallback);
  });
});
