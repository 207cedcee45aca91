import { HypentropyError } from './errors.ts';

export type VerbName =
  'derive' | 'evaluate' | 'check' | 'verify' | 'design' | 'sweep' | 'list' | 'audit' | 'serve';

interface Common {
  /** Verbs of the command line that take it. */
  readonly verbs: readonly VerbName[];
  /** Flag of the command line with its placeholder. */
  readonly flag: string;
  readonly help: string;
  /** Key in the address of the page; null when it has no place there. */
  readonly url: string | null;
  /** Verbs that take a list of values here, which they read themselves. */
  readonly listed?: readonly VerbName[];
}
interface TextSetting extends Common {
  readonly type: 'text';
}
interface SwitchSetting extends Common {
  readonly type: 'switch';
}
interface ChoiceSetting extends Common {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}
interface NumberSetting extends Common {
  readonly type: 'integer' | 'number';
  /** Both ends are allowed. */
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}
export type Setting = TextSetting | SwitchSetting | ChoiceSetting | NumberSetting;

/** Verbs that start from a model, and all verbs. */
const MODEL: readonly VerbName[] = ['derive', 'evaluate', 'check', 'verify'];
const EVERY: readonly VerbName[] = [...MODEL, 'design', 'sweep', 'list', 'audit'];
/** Verbs that draw random problems; a sweep takes lists of sizes. */
const DRAWN: readonly VerbName[] = ['check', 'sweep'];
const LISTED: readonly VerbName[] = ['sweep'];

/** Every option there is. Flags, help, defaults, ranges and messages are read off this table. */
export const SETTINGS = {
  depth: {
    type: 'text', verbs: [...MODEL, 'sweep'], flag: '--depth <D>', url: 'depth',
    help: 'depth of the network: integer or rational >= 1, symbolic, or inf (default 2); a sweep takes a list of numbers',
  },
  parametrization: {
    type: 'text', verbs: MODEL, flag: '--parametrization <map>', url: 'map',
    help: 'map of one coordinate in place of a depth, for instance "u^2 - v^2"; needs --init',
  },
  matrix: {
    type: 'text', verbs: ['derive', 'check'], flag: '--matrix <map>', url: 'matrix',
    help: 'matrix factorization in place of a depth: "U*U\'", "U*U\' - V*V\'" or "U*V\'", from multiples of the identity by --scale or --init "U=1, V=0" (default: none)',
  },
  init: {
    type: 'text', verbs: MODEL, flag: '--init <values>', url: 'init',
    help: 'start value of every parameter, for instance "u=0.3, v=0.5"; replaces scale and shape',
  },
  scale: {
    type: 'text', verbs: [...MODEL, 'sweep'], flag: '--scale <A>', url: 'scale',
    help: 'initialization scale: a number (0.1, 1e-3, 5/2), a name, or symbolic (= alpha, the default); with a typed map the symbol by which its start scales; a sweep takes numbers such as 1e-3:1e2:log:26',
  },
  shape: {
    type: 'text', verbs: MODEL, flag: '--shape <values>', url: 'shape',
    help: 'initialization shape, for instance "u=1, v=2" or "u=[1,2,3], v=1"; entries >= 0 (default 1)',
  },
  algorithm: {
    type: 'text', verbs: ['derive', 'check'], flag: '--algorithm <name>', url: 'algorithm',
    help: 'flow, gd:eta, sgd:eta[:batch], sgd-flow:eta, label-noise:eta:sigma[:batch], momentum:lambda, heavy-ball:gamma:beta, weight-decay:lambda[ until T] (a formula in t), mirror-descent:eta, natural-gradient:eta, or rates:u=1,v=2 (default flow)',
  },
  loss: {
    type: 'text', verbs: [...MODEL, 'sweep'], flag: '--loss <name>', url: 'loss',
    help: 'loss of one sample: squared, power:q, huber:delta, logistic, exponential, poisson, poly-tail:k, or infix in the prediction f and the target y such as "(f-y)^4/4" (default squared)',
  },
  at: {
    type: 'text', verbs: ['evaluate', 'design'], flag: '--at <points>', url: 'at',
    help: 'points, for instance 0.1,1,10 or "[1,2];[3,4]"; for a design the start weight w(0)',
  },
  potential: {
    type: 'text', verbs: ['design'], flag: '--potential <psi>', url: 'potential',
    help: 'potential in w, for instance "w*log(w) - w"; other symbols are positive parameters',
  },
  metric: {
    type: 'text', verbs: ['design'], flag: '--metric <psi2>', url: 'metric',
    help: 'second derivative of the potential, in place of it, for instance "1/w"',
  },
  domain: {
    type: 'text', verbs: ['design'], flag: '--domain <conditions>', url: 'domain',
    help: 'open interval of w, for instance "w > 0", "-1 < w < 1", real, or "w > 0, q > 1" (default: found)',
  },
  sides: {
    type: 'choice', verbs: ['design'], flag: '--sides <n>', url: 'sides', choices: ['one', 'two'], default: 'one',
    help: 'two adds the difference of two such maps, which has weights of both signs',
  },
  from: {
    type: 'text', verbs: ['evaluate'], flag: '--from <point>', url: 'from',
    help: 'second point of a Bregman divergence (default w(0))',
  },
  digits: {
    type: 'integer', verbs: ['evaluate'], flag: '--digits <n>', url: 'digits', min: 1, max: 10_000, default: 15,
    help: 'significant digits, correctly rounded',
  },
  data: {
    type: 'text', verbs: ['check'], flag: '--data <file>', url: null,
    help: 'JSON {"X": [[...]], "y": [...]} or CSV, for --matrix JSON {"A": [[[...]]], "y": [...]}; - reads standard input (default: a random problem)',
  },
  response: {
    type: 'text', verbs: ['check'], flag: '--response <column>', url: null,
    help: 'response column of a CSV, by name or by number from 1 (default y, else the first)',
  },
  center: {
    type: 'switch', verbs: ['check'], flag: '--center', url: null,
    help: 'subtract the mean of each column of X and of y',
  },
  standardize: {
    type: 'switch', verbs: ['check'], flag: '--standardize', url: null,
    help: 'center, then divide each column of X by its standard deviation',
  },
  samples: {
    type: 'integer', verbs: DRAWN, listed: LISTED, flag: '--samples <n>', url: 'n', min: 1, max: 10_000, default: 10,
    help: 'rows of a random problem',
  },
  features: {
    type: 'integer', verbs: DRAWN, listed: LISTED, flag: '--features <d>', url: 'd', min: 1, max: 10_000, default: 20,
    help: 'columns of a random problem',
  },
  sparsity: {
    type: 'integer', verbs: DRAWN, listed: LISTED, flag: '--sparsity <k>', url: 'k', min: 0, max: 10_000, default: 2,
    help: 'entries +-1 of the weight behind a random problem',
  },
  noise: {
    type: 'number', verbs: DRAWN, listed: LISTED, flag: '--noise <s>', url: 'noise', min: 0, max: 1e6, default: 0,
    help: 'standard deviation of normal noise on y of a random problem',
  },
  measurements: {
    type: 'choice', verbs: ['check'], flag: '--measurements <kind>', url: 'measurements', choices: ['commuting', 'general'], default: 'commuting',
    help: 'measurement matrices of a random problem of --matrix',
  },
  saveData: {
    type: 'text', verbs: ['check'], flag: '--save-data <file>', url: null,
    help: 'write the problem as JSON that --data reads (default: not written)',
  },
  tolerance: {
    type: 'number', verbs: DRAWN, flag: '--tolerance <e>', url: 'tolerance', min: 1e-13, max: 0.1, default: 1e-7,
    help: 'largest error budget accepted; a larger one is undecided',
  },
  stop: {
    type: 'number', verbs: ['check'], flag: '--stop <r>', url: 'stop', min: 1e-15, max: 0.5,
    help: 'relative residual at which the simulated flow stops (default: chosen from the tolerance)',
  },
  margin: {
    type: 'number', verbs: ['check'], flag: '--margin <m>', url: 'margin', min: 2, max: 1e7,
    help: 'smallest margin at which the flow of a classification loss stops (default 10000)',
  },
  ratio: {
    type: 'text', verbs: ['check'], flag: '--ratio <list>', url: 'ratio',
    help: 'follow the regularisation path to alpha^D/margin = mu for each mu of the list, for instance 1,0.1,0.01, and flows at several scales beside it (default: not followed)',
  },
  seeds: {
    type: 'text', verbs: LISTED, flag: '--seeds <list>', url: null,
    help: 'seeds of the random problems of a sweep, for instance 1-3 (default: that of --seed)',
  },
  weightScale: {
    type: 'switch', verbs: LISTED, flag: '--weight-scale', url: null,
    help: 'the scales of a sweep are those of the weights, alpha^D, in place of alpha',
  },
  simulate: {
    type: 'switch', verbs: LISTED, flag: '--simulate', url: null,
    help: 'simulate the flow of every cell beside its predicted limit',
  },
  risk: {
    type: 'number', verbs: LISTED, flag: '--risk <e>', url: null, min: 0, max: 1e12,
    help: 'report the largest scale whose population error is at most e (default: not reported)',
  },
  shard: {
    type: 'text', verbs: LISTED, flag: '--shard <i/k>', url: null,
    help: 'compute every k-th cell from the i-th, for instance 2/4 (default: all)',
  },
  secondOpinion: {
    type: 'switch', verbs: ['derive'], flag: '--second-opinion', url: null,
    help: 'compare every identity with the values of a second evaluator (mathjs BigNumber) too',
  },
  claim: {
    type: 'text', verbs: ['verify'], flag: '--claim <text>', url: 'claim',
    help: 'claim, for instance "metric = 1/(4*sqrt(w^2 + 4*a^4))", or in LaTeX',
  },
  upToScale: {
    type: 'switch', verbs: ['verify'], flag: '--up-to-scale', url: 'upToScale',
    help: 'allow a positive factor between the two sides, and report it',
  },
  run: {
    type: 'switch', verbs: ['list'], flag: '--run', url: null,
    help: 'run the numeric check of every claim too, which takes minutes',
  },
  port: {
    type: 'integer', verbs: ['serve'], flag: '--port <n>', url: null, min: 0, max: 65_535, default: 4173,
    help: 'port on this machine; 0 takes a free one',
  },
  seed: {
    type: 'integer', verbs: EVERY, flag: '--seed <s>', url: 'seed', min: 0, max: 4_294_967_295, default: 1,
    help: 'seed of everything random',
  },
  budget: {
    type: 'number', verbs: EVERY, flag: '--budget <seconds>', url: null, min: 0.001, max: 86_400,
    help: 'time allowed; what is not decided by then is undecided (default: no limit)',
  },
  format: {
    type: 'choice', verbs: EVERY, flag: '--format <name>', url: null,
    choices: ['text', 'latex', 'markdown', 'json', 'notebook', 'csv', 'ndjson'], default: 'text',
    help: 'form of the result; .tex, .md, .json or .ipynb at the end of --out decides where it is not given; notebook is a derivation for Jupyter, csv and ndjson are the rows of a sweep',
  },
  json: {
    type: 'switch', verbs: EVERY, flag: '--json', url: null, help: 'same as --format json',
  },
  out: {
    type: 'text', verbs: EVERY, flag: '--out <file>', url: null, help: 'write the result to a file (default: standard output)',
  },
  quiet: {
    type: 'switch', verbs: EVERY, flag: '--quiet', url: null, help: 'nothing on standard error but failures',
  },
  progress: {
    type: 'switch', verbs: EVERY, flag: '--progress', url: null,
    help: 'report progress even where standard error is no terminal',
  },
} as const satisfies Record<string, Setting>; // prettier-ignore

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<S extends Setting> = S extends NumberSetting
  ? number
  : S extends SwitchSetting
    ? boolean
    : string;
/** The values of some settings after reading; a setting that was not given and has no default is absent. */
export type SettingValues = { [K in SettingKey]?: ValueOf<(typeof SETTINGS)[K]> };

/** The long flag without its placeholder, `--depth`. */
export function flagOf(key: SettingKey): string {
  return SETTINGS[key].flag.split(' ')[0]!;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads the text of one setting. Throws HypentropyError `setting` naming the flag, the allowed values and what
 * was given.
 */
export function readSetting<K extends SettingKey>(key: K, text: string): NonNullable<SettingValues[K]>;
export function readSetting(key: SettingKey, text: string): string | number | boolean {
  const setting: Setting = SETTINGS[key];
  const refuse = (allowed: string): never => {
    throw new HypentropyError('setting', `${flagOf(key)} must be ${allowed}: got '${shorten(text)}'`);
  };
  switch (setting.type) {
    case 'switch':
      return true;
    case 'text':
      return text.trim() === '' ? refuse('a non-empty text') : text;
    case 'choice':
      return setting.choices.includes(text) ? text : refuse(`one of ${setting.choices.join(', ')}`);
    case 'integer':
    case 'number': {
      const value = DECIMAL.test(text.trim()) ? Number(text) : NaN;
      const { min, max } = setting;
      const noun = setting.type === 'integer' ? 'an integer' : 'a number';
      const fits = value >= min && value <= max && (setting.type === 'number' || Number.isInteger(value));
      return fits ? value : refuse(`${noun} from ${min} to ${max}`);
    }
  }
}

/** The default of a setting, if it has one. */
export function defaultOf(key: SettingKey): string | number | undefined {
  const setting: Setting = SETTINGS[key];
  return 'default' in setting ? setting.default : undefined;
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
