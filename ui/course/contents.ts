import { lectures } from '../../derivations/course/index.json';
import { CHAPTER_TITLES } from '../state/chapters.ts';
import { idOf } from '../state/documents.ts';

const SUMMARIES: Record<string, string> = import.meta.glob(
  ['../../derivations/course/*.json', '!../../derivations/course/index.json'],
  { import: 'summary', eager: true },
);
const summaries = new Map(Object.entries(SUMMARIES).map(([path, summary]) => [idOf(path), summary]));

export interface ChapterHead {
  id: string;
  /** Place in the course, from 1. */
  number: number;
  title: string;
  summary: string;
}

let number = 0;
/** The lectures with the heads of their chapters, in reading order. */
export const LECTURES: readonly { title: string; chapters: readonly ChapterHead[] }[] = lectures.map(
  ({ title, chapters }) => ({
    title,
    chapters: chapters.map((id) => ({
      id,
      number: ++number,
      title: CHAPTER_TITLES.get(id) ?? id,
      summary: summaries.get(id) ?? '',
    })),
  }),
);
export const CHAPTERS: readonly ChapterHead[] = LECTURES.flatMap(({ chapters }) => chapters);
