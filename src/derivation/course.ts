import { Place } from './place.ts';

/** A lecture of the notes and the chapters that cover it. */
export interface Lecture {
  readonly title: string;
  /** Ids of chapters in reading order. */
  readonly chapters: readonly string[];
}

/**
 * Reads the table of contents of the course, `{"lectures": [{"title": ..., "chapters": [ids]}]}`. Throws HypentropyError
 * `document` when it is none or names a chapter twice.
 */
export function readCourse(text: string, name: string): Lecture[] {
  const at = new Place(name, '');
  const seen = new Set<string>();
  return at.in('lectures').list(at.object(at.json(text), ['lectures']).lectures).map((lecture, k): Lecture => {
    const place = at.in(`lectures[${k}]`);
    const o = place.object(lecture, ['title', 'chapters']);
    const chapters = place.in('chapters').texts(o.chapters);
    for (const id of chapters) {
      if (seen.has(id)) throw place.fault(`names the chapter '${id}' twice`);
      seen.add(id);
    }
    return { title: place.in('title').text(o.title), chapters };
  });
} // prettier-ignore
