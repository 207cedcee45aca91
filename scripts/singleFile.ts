import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Beside its own script and style the page may run nothing: each is named by its hash. Its worker is a blob of that script. */
const policy = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'connect-src data:',
    `style-src ${hash(style)}`,
    'font-src data:',
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A replacement in which `$` has no meaning. */
const put = (html: string, where: RegExp, what: string): string => html.replace(where, () => what);

/** The page as one HTML file that works from disk: script, style, fonts and worker inside. */
export const singleFile: Plugin = {
  name: 'single-file',
  enforce: 'post',
  config: () => ({
    build: {
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: () => true,
      rolldownOptions: { output: { codeSplitting: false } },
    },
    worker: { format: 'iife', rolldownOptions: { output: { codeSplitting: false } } },
    resolve: {
      alias: [{ find: /^\.\/start\.ts$/, replacement: fileURLToPath(new URL('../ui/worker/startInline.ts', import.meta.url)) }],
    },
  }),
  // after Vite has resolved the preloads of what was a chunk of its own
  generateBundle: { order: 'post', handler(_, bundle) {
    const parts = Object.values(bundle);
    const page = parts.find((part) => part.fileName.endsWith('.html'));
    const script = parts.find((part) => part.type === 'chunk' && part.isEntry);
    const style = parts.find((part) => part.fileName.endsWith('.css'));
    if (page?.type !== 'asset' || script?.type !== 'chunk' || style?.type !== 'asset')
      return this.error('the page is not one script and one style sheet');
    // what would end the element is written otherwise inside a string
    const code = script.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3c!--');
    const css = text(style.source);
    let html = text(page.source);
    html = put(html, /<script type="module"[^>]*><\/script>/, '');
    html = put(html, /<link rel="stylesheet"[^>]*>/, `<style>${css}</style>`);
    html = put(html, /(?<=http-equiv="Content-Security-Policy"\s+content=")[^"]*/, policy(code, css));
    html = put(html, /<\/body>/, `<script type="module">${code}</script>\n</body>`);
    for (const part of parts) delete bundle[part.fileName];
    this.emitFile({ type: 'asset', fileName: 'hypentropy.html', source: html });
  } },
}; // prettier-ignore

const text = (source: string | Uint8Array): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source);
