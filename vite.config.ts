import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

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

/** The page: a folder of static files that any host serves. */
export default defineConfig({
  root: 'ui',
  // relative, so that it works below any path
  base: './',
  publicDir: false,
  plugins: [woff2Only, svelte()],
  worker: { format: 'es' },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 3000 },
});
