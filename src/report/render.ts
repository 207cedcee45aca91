import { HypentropyError } from '../errors.ts';
import { documentOf } from './documentOf.ts';
import { renderJson } from './renderJson.ts';
import { renderLatex } from './renderLatex.ts';
import { renderMarkdown } from './renderMarkdown.ts';
import { renderNotebook } from './renderNotebook.ts';
import { renderText } from './renderText.ts';
import { FORMATS } from '../requests.ts';
import type { AnyRecord, Format, RenderOptions } from '../requests.ts';

/** A record as text for people (text, markdown), paper (latex) or programs (json); each ends in a newline. */
export function render(record: AnyRecord, format: Format, options: RenderOptions = {}): string {
  switch (format) {
    case 'json':
      return renderJson(record);
    case 'text':
      return renderText(documentOf(record), options);
    case 'latex':
      return renderLatex(documentOf(record));
    case 'markdown':
      return renderMarkdown(documentOf(record));
    case 'notebook':
      if (!('blocks' in record) && (!('steps' in record) || 'commands' in record))
        throw new HypentropyError(
          'setting',
          'a notebook is made of a derivation',
          'hypentropy derive ... --format notebook',
        );
      return renderNotebook(record);
    default:
      throw new HypentropyError(
        'setting',
        `format must be one of ${FORMATS.join(', ')}: got '${String(format)}'`,
      );
  }
}
