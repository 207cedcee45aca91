/** The last thing that happened, for screen readers and the small notice at the foot of the page. */
export const notice = $state({ text: '' });

let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something once; it disappears after a while. */
export function announce(text: string): void {
  notice.text = text;
  clearTimeout(timer);
  timer = setTimeout(() => (notice.text = ''), 4000);
}

/** Puts text on the clipboard and says so. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
  } catch {
    announce(`the browser did not allow copying ${what}`);
  }
}
