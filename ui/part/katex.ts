import type katexModule from 'katex';

let loading: Promise<typeof katexModule> | undefined;

/** KaTeX with its style sheet, loaded when the first formula is shown. */
const load = (): Promise<typeof katexModule> =>
  (loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(
    ([{ default: katex }]) => katex,
  ));

/** Typesets LaTeX into an element, with MathML for screen readers; text that is no LaTeX is shown as it stands. */
export async function typesetInto(element: HTMLElement, latex: string, displayMode: boolean): Promise<void> {
  const katex = await load();
  if (element.dataset['latex'] !== latex) return;
  katex.render(latex, element, { displayMode, throwOnError: false, strict: 'ignore', trust: false, maxExpand: 200 });
} // prettier-ignore
