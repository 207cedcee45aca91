import type { ModelRequest } from '../index.ts';
import type { SettingKey, SettingValues, VerbName } from '../settings.ts';
import type { Task } from './job.ts';
import type { Host } from './run.ts';

/** One verb of the command line. Its flags are the rows of the settings table that name it. */
interface Described {
  name: VerbName;
  summary: string;
  /** Its one positional argument, if it has one. */
  argument?: { name: string; help: string; optional?: boolean };
  examples: readonly string[];
  /** Lines of help before the examples. */
  notes?: readonly string[];
}

/** A verb that computes a record. */
export interface ComputingVerb extends Described {
  /** Reads what the values name (files) and says what to compute. */
  task(call: Call): Promise<Task> | Task;
}

/** A verb that does something else, and answers with the exit code. */
export interface ActingVerb extends Described {
  act(call: Call, host: Pick<Host, 'print' | 'signal'>): Promise<number>;
}

export type Verb = ComputingVerb | ActingVerb;

export interface Call {
  /** What was given, with defaults filled in. */
  values: SettingValues;
  /** Which of them were given. */
  given: ReadonlySet<SettingKey>;
  argument: string;
}

const MODEL_KEYS = [
  'depth', 'parametrization', 'matrix', 'init', 'scale', 'shape', 'loss', 'algorithm',
] as const; // prettier-ignore

/** The settings that describe the model. */
export function modelOf(values: SettingValues): ModelRequest {
  const request: ModelRequest = {};
  for (const key of MODEL_KEYS) if (values[key] !== undefined) request[key] = values[key];
  return request;
}
