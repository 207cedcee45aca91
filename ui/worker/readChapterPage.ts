import { experimentHead, readChapter, type DocumentText } from '../../src/index.ts';
import type { ChapterPage } from './protocol.ts';

/** A chapter as the page shows it before anything of it is computed. Throws as `readChapter` does. */
export function readChapterPage({ text, name }: DocumentText): ChapterPage {
  const chapter = readChapter(text, name);
  const experiments: ChapterPage['experiments'] = {};
  for (const block of chapter.blocks) {
    const head = block.kind === 'experiment' ? experimentHead(block.id) : null;
    if (block.kind === 'experiment' && head !== null) experiments[block.id] = head;
  }
  return { chapter, experiments };
}
