import { SETTINGS } from '../../src/settings.ts';
import { INITIAL, VIEWS, type PageState } from './pageState.ts';

/** Version of the form of links. */
const VERSION = '1';

interface Field {
  key: string;
  write: (state: PageState) => string;
  /** What a text says of the state; null for one that says nothing valid. */
  read: (text: string) => Partial<PageState> | null;
}

type TextKey =
  | 'depth'
  | 'map'
  | 'init'
  | 'scale'
  | 'shape'
  | 'loss'
  | 'algorithm'
  | 'lesson'
  | 'claim'
  | 'open'
  | 'chapter'
  | 'section';
type CountKey = 'samples' | 'features' | 'sparsity' | 'seed';

/** Texts that a link carries at most, so that a link cannot stall the page. */
const LONGEST = 2000;
/** A claim may be a whole document. */
const LONGEST_CLAIM = 100_000;
const MOST_ENTRIES = 400;

const text = (key: string, name: TextKey, longest = LONGEST): Field => ({
  key,
  write: (state) => state[name],
  read: (value) => (value.length <= longest ? { [name]: value } : null),
});

const flag = (
  key: string,
  name: 'revealed' | 'upToScale' | 'present' | 'symbolic' | 'embed' | 'own',
): Field => ({
  key,
  write: (state) => (state[name] ? '1' : '0'),
  read: (value) => ({ [name]: value === '1' }),
});

const count = (key: string, name: CountKey, min: number, max: number): Field => ({
  key,
  write: (state) => String(state[name]),
  read: (value) => {
    const number = Number(value);
    return /^\d+$/.test(value) && number >= min && number <= max ? { [name]: number } : null;
  },
});

const choice = <N extends 'view' | 'source' | 'from'>(
  key: string,
  name: N,
  values: readonly PageState[N][],
): Field => ({
  key,
  write: (state) => state[name],
  read: (value) => {
    const found = values.find((v) => v === value);
    return found === undefined ? null : { [name]: found };
  },
});

const finite = (value: string): number | null => {
  const number = value.trim() === '' ? NaN : Number(value);
  return Number.isFinite(number) ? number : null;
};

const numbers = (value: string, separator: string): number[] | null => {
  const list = value.split(separator).map(finite);
  return list.length <= MOST_ENTRIES && list.every((v) => v !== null) ? list : null;
};

function matrix(value: string): number[][] | null {
  const rows = value.split(';').map((row) => numbers(row, ','));
  return rows.every((row) => row !== null && row.length === rows[0]?.length) ? (rows as number[][]) : null;
}

/** Sizes of random data that the page draws without delay. */
export const LIMITS = { samples: 100, features: 200 } as const;

const key = (name: keyof typeof SETTINGS): string => SETTINGS[name].url ?? name;

const FIELDS: readonly Field[] = [
  choice('view', 'view', VIEWS),
  choice('source', 'source', ['depth', 'map']),
  text(key('depth'), 'depth'),
  text(key('parametrization'), 'map'),
  text(key('init'), 'init'),
  text(key('scale'), 'scale'),
  text(key('shape'), 'shape'),
  text(key('loss'), 'loss'),
  text(key('algorithm'), 'algorithm'),
  choice('from', 'from', ['given', 'random']),
  {
    key: 'X',
    write: ({ X }) => X.map((row) => row.join(',')).join(';'),
    read: (value) => {
      const X = matrix(value);
      return X === null ? null : { X };
    },
  },
  {
    key: 'y',
    write: ({ y }) => y.join(','),
    read: (value) => {
      const y = numbers(value, ',');
      return y === null ? null : { y };
    },
  },
  count(key('samples'), 'samples', 1, LIMITS.samples),
  count(key('features'), 'features', 1, LIMITS.features),
  count(key('sparsity'), 'sparsity', 0, LIMITS.features),
  {
    key: key('noise'),
    write: ({ noise }) => String(noise),
    read: (value) => {
      const noise = finite(value);
      return noise !== null && noise >= 0 && noise <= 1e6 ? { noise } : null;
    },
  },
  count(key('seed'), 'seed', 0, 4_294_967_295),
  text('lesson', 'lesson'),
  flag('revealed', 'revealed'),
  text(key('claim'), 'claim', LONGEST_CLAIM),
  flag(key('upToScale'), 'upToScale'),
  text('open', 'open'),
  text('chapter', 'chapter'),
  text('section', 'section'),
  flag('own', 'own'),
  flag('present', 'present'),
  flag('symbolic', 'symbolic'),
  flag('embed', 'embed'),
];

/** The whole state as the fragment of an address, every value written, so that defaults may change. */
export function writeLink(state: PageState): string {
  const parameters = new URLSearchParams([['v', VERSION]]);
  for (const field of FIELDS) parameters.set(field.key, field.write(state));
  return `#${parameters.toString()}`;
}

/** The state that a fragment holds; what it does not say, or says badly, is as at first. Null without a fragment. */
export function readLink(fragment: string): PageState | null {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  if (parameters.get('v') !== VERSION) return null;
  const state: PageState = structuredClone(INITIAL) as PageState;
  for (const field of FIELDS) {
    const value = parameters.get(field.key);
    if (value !== null) Object.assign(state, field.read(value) ?? {});
  }
  if (state.X.length !== state.y.length)
    Object.assign(state, { X: structuredClone(INITIAL.X), y: [...INITIAL.y] });
  return state;
}
