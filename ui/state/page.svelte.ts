import { INITIAL, type PageState } from './pageState.ts';
import { LESSONS } from './lessons.ts';
import { readLink, writeLink } from './permalink.ts';

const FIRST_LESSON = LESSONS[0]!;

/** What is shown without a link: the first lesson, before its answer. */
const first = (): PageState => ({
  ...(structuredClone(INITIAL) as PageState),
  ...FIRST_LESSON.before,
  view: 'lessons',
  lesson: FIRST_LESSON.id,
});

/** The state of the page, which is the state of its address. */
export const page: PageState = $state(readLink(location.hash) ?? first());

/** Changes several entries at once. */
export function change(values: Partial<PageState>): void {
  Object.assign(page, structuredClone(values));
}

/** The address of the state with some entries changed. */
export const linkTo = (values: Partial<PageState>): string =>
  writeLink({ ...($state.snapshot(page) as PageState), ...values });

let written = '';

/** Writes the state into the address; `step` makes it a step back for the browser. */
export function writeAddress(step: boolean): void {
  const link = writeLink($state.snapshot(page) as PageState);
  if (link === written) return;
  written = link;
  if (step) history.pushState(null, '', link);
  else history.replaceState(null, '', link);
}

addEventListener('popstate', () => {
  const state = readLink(location.hash);
  if (state === null) return;
  written = location.hash;
  Object.assign(page, state);
});
addEventListener('hashchange', () => {
  if (location.hash === written) return;
  const state = readLink(location.hash);
  if (state !== null) Object.assign(page, state);
});
