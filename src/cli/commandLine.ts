import { Command, CommanderError, Option } from 'commander';
import { HypentropyError } from '../errors.ts';
import { defaultOf, flagOf, readSetting, SETTINGS } from '../settings.ts';
import type { SettingKey, SettingValues } from '../settings.ts';
import { VERSION } from '../version.ts';
import { audit } from './audit.ts';
import { check } from './check.ts';
import { derive } from './derive.ts';
import { design } from './design.ts';
import { evaluate } from './evaluate.ts';
import { list } from './list.ts';
import { serve } from './serve.ts';
import { sweep } from './sweep.ts';
import { verify } from './verify.ts';
import type { Call, Verb } from './verb.ts';

export const VERBS: readonly Verb[] = [derive, evaluate, check, verify, design, sweep, list, audit, serve];

/** What the arguments ask for: text to print (help, version), or a call of a verb. */
export type Parsed = { kind: 'print'; text: string } | { kind: 'call'; verb: Verb; call: Call };

/** Reads the arguments. Throws HypentropyError `usage` or `setting`. */
export function parseArguments(args: readonly string[]): Parsed {
  let printed = '';
  let parsed: Parsed | undefined;
  const program = new Command('hypentropy')
    .description('Derive, check and typeset the implicit bias of gradient descent.')
    .usage('VERB [flags]')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (printed += text),
      writeErr: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
    });
  program.addHelpText('after', `\n${EXITS}\nhypentropy VERB --help shows the flags and examples of a verb.`);
  for (const verb of VERBS) {
    const command = program
      .command(verb.name)
      .summary(verb.summary)
      .description(`${capital(verb.summary)}.`);
    if (verb.argument !== undefined) {
      const { name, help, optional = false } = verb.argument;
      command.argument(optional ? `[${name}]` : `<${name}>`, help);
    }
    for (const key of keysOf(verb)) command.addOption(optionOf(key, verb));
    const notes = verb.notes === undefined ? '' : `\n${verb.notes.join('\n')}\n`;
    const examples = verb.examples.flatMap((line) => wrapCommand(line));
    command.addHelpText('after', `${notes}\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
    command.action(() => {
      parsed = { kind: 'call', verb, call: callOf(verb, command) };
    });
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw usageError(error, args);
  }
  return parsed!;
}

/** Columns of the help, whatever the terminal. */
const HELP_WIDTH = 80;

const EXITS =
  'Exit status: 0 no disagreement, 1 something refuted, 3 something undecided,\n2 wrong use or input, 130 interrupted.';

/** A command broken before flags, as a shell reads it, where it is wider than a terminal. */
function wrapCommand(line: string): string[] {
  const lines: string[] = [];
  let current = '';
  for (const part of line.split(/ (?=--)/)) {
    if (current !== '' && current.length + part.length > 74) {
      lines.push(`${current} \\`);
      current = `  ${part}`;
    } else current = current === '' ? part : `${current} ${part}`;
  }
  return [...lines, current];
}

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

function keysOf(verb: Verb): SettingKey[] {
  return (Object.keys(SETTINGS) as SettingKey[]).filter((key) =>
    (SETTINGS[key].verbs as readonly string[]).includes(verb.name),
  );
}

function optionOf(key: SettingKey, verb: Verb): Option {
  const setting = SETTINGS[key];
  const isList = 'listed' in setting && setting.listed.includes(verb.name);
  const preset = defaultOf(key);
  const choices = 'choices' in setting ? ` (${setting.choices.join(', ')})` : '';
  const fallback = setting.type === 'switch' ? 'off' : preset;
  const help = `${setting.help}${choices}${fallback === undefined ? '' : ` (default ${fallback})`}`;
  const option = new Option(setting.flag, help);
  if (setting.type === 'switch') return option;
  return option.argParser((text: string, previous: unknown) => {
    if (previous !== undefined) throw new HypentropyError('usage', `${flagOf(key)} is given twice`);
    if (/^--[a-z]/.test(text))
      throw new HypentropyError('usage', `${flagOf(key)} needs a value: got the flag '${text}'`);
    return isList ? text : readSetting(key, text);
  });
}

function callOf(verb: Verb, command: Command): Call {
  const options = command.opts<SettingValues>();
  const given = new Set(Object.keys(options) as SettingKey[]);
  const presets = Object.fromEntries(keysOf(verb).map((key) => [key, defaultOf(key)])) as SettingValues;
  const values = { ...presets, ...options };
  return { values, given, argument: command.args[0] ?? '' };
}

/** Commander's message in one line, with the help that fits. */
function usageError(error: CommanderError, args: readonly string[]): HypentropyError {
  const verb = VERBS.find(({ name }) => name === args[0]);
  const help = `hypentropy ${verb === undefined ? '' : `${verb.name} `}--help`;
  if (error.code === 'commander.help') {
    return new HypentropyError(
      'usage',
      `a verb is needed: ${VERBS.map(({ name }) => name).join(', ')}`,
      help,
    );
  }
  const [, flag, value] = /unknown option '(--[\w-]+)(=?)/.exec(error.message) ?? [];
  const owner = (Object.keys(SETTINGS) as SettingKey[]).find((key) => flagOf(key) === flag);
  if (owner !== undefined && value === '=' && SETTINGS[owner].type === 'switch')
    return new HypentropyError('usage', `flag '${flag}' takes no value`, help);
  if (owner !== undefined) {
    return new HypentropyError(
      'usage',
      `flag '${flag}' belongs to ${SETTINGS[owner].verbs.join(', ')}`,
      help,
    );
  }
  const message = error.message
    .replace(/^error: /, '')
    .replace('unknown command', 'unknown verb')
    .replace('unknown option', 'unknown flag')
    .replace(/\s*\(Did you mean (.*)\?\)/s, '; did you mean $1?');
  return new HypentropyError('usage', message, help);
}
