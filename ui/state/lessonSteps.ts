import { LESSONS, type Lesson } from './lessons.ts';
import { change, page, writeAddress } from './page.svelte.ts';

/** The lesson that is open; null while none is. */
export const currentLesson = (): Lesson | null => LESSONS.find(({ id }) => id === page.lesson) ?? null;

/** Opens a lesson before its answer. */
export function openLesson(lesson: Lesson): void {
  change({ ...lesson.before, lesson: lesson.id, revealed: false, view: 'lessons' });
  writeAddress(true);
}

/** Shows the answer of the lesson: its text and the state that it is about. */
export function reveal(): void {
  const lesson = currentLesson();
  if (lesson === null) return;
  change({ ...lesson.after, revealed: true });
  writeAddress(true);
}

/** One step of a talk: the answer, then the next lesson; and back the same way. */
export function stepLesson(direction: 1 | -1): void {
  const lesson = currentLesson();
  if (lesson === null) return openLesson(LESSONS[0]!);
  if (direction === 1 && !page.revealed) return reveal();
  if (direction === -1 && page.revealed) return openLesson(lesson);
  const next = LESSONS[LESSONS.indexOf(lesson) + direction];
  if (next === undefined) return;
  openLesson(next);
  if (direction === -1) reveal();
}
