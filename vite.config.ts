import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { singleFile } from './scripts/singleFile.ts';

/** KaTeX names three formats of every font; browsers that run this page read the first. */
const woff2Only: Plugin = {
  name: 'katex-woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('katex') || !id.endsWith('.css')) return undefined;
    return code
      .replace(/,\s*url\([^)]*\.woff\)\s*format\(["']woff["']\)/g, '')
      .replace(/,\s*url\([^)]*\.ttf\)\s*format\(["']truetype["']\)/g, '');
  },
};

/** The page takes of mathjs what it needs; on Node the one bundled file loads faster. */
const alias = {
  'mathjs/lib/browser/math.js': fileURLToPath(new URL('src/oracles/leanMathjs.ts', import.meta.url)),
};

const library = fileURLToPath(new URL('src/', import.meta.url));
/** No module of the library acts when it is imported, so that a worker holds what it uses. */
const treeshake = { moduleSideEffects: (id: string) => !id.startsWith(library) };

/** The page: a folder of static files that any host serves; with `--mode single` one file that works from disk. */
export default defineConfig(({ mode }) => ({
  root: 'ui',
  // relative, so that it works below any path
  base: './',
  publicDir: false,
  resolve: { alias },
  plugins: [woff2Only, svelte(), ...(mode === 'single' ? [singleFile] : [])],
  worker: { format: 'es', rolldownOptions: { treeshake } },
  build: {
    rolldownOptions: { treeshake },
    outDir: mode === 'single' ? '../dist' : '../dist/ui',
    emptyOutDir: mode !== 'single',
    target: 'es2022',
    chunkSizeWarningLimit: 3000,
  },
}));
