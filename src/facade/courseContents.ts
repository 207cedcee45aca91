import { readChapter } from '../derivation/chapter.ts';
import { readCourse } from '../derivation/course.ts';
import { HypentropyError } from '../errors.ts';
import type { ListRecord } from '../records.ts';
import type { ListRequest } from '../requests.ts';

/**
 * The lectures with their chapters in reading order. Throws HypentropyError `document` for a chapter that cannot be read or
 * is missing.
 */
export function courseContents({ index, chapters }: NonNullable<ListRequest['course']>): NonNullable<ListRecord['course']> {
  const read = new Map(
    chapters.map(({ text, name }) => {
      const chapter = readChapter(text, name);
      return [chapter.id, chapter] as const;
    }),
  );
  return readCourse(index.text, index.name).map((lecture) => ({
    title: lecture.title,
    chapters: lecture.chapters.map((id) => {
      const chapter = read.get(id);
      if (chapter === undefined)
        throw new HypentropyError('document', `${index.name} names the chapter '${id}', which is missing`);
      return { id, title: chapter.title, summary: chapter.summary };
    }),
  }));
} // prettier-ignore
