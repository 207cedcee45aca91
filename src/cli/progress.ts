/** A line on standard error that says what is being done, once work has taken over a second. */
export interface Progress {
  report: (fraction: number | null, text: string) => void;
  /** Removes the line. */
  stop: () => void;
}

const DELAY = 1000;
/** Milliseconds between two lines, on a terminal (overwriting) and elsewhere. */
const PERIOD = { terminal: 200, plain: 2000 };

/** Starts the clock; nothing is written when `kind` is `none`. */
export function startProgress(kind: 'terminal' | 'plain' | 'none', write: (text: string) => void): Progress {
  if (kind === 'none') return { report: () => undefined, stop: () => undefined };
  const started = Date.now();
  let latest = 'working';
  let shown = false;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const line = `${latest} (${Math.round((Date.now() - started) / 1000)} s)`;
    write(kind === 'terminal' ? `\r\u001b[K${line.slice(0, 78)}` : `${line}\n`);
    shown = true;
  };
  const delay = setTimeout(() => {
    draw();
    timer = setInterval(draw, PERIOD[kind]);
  }, DELAY);
  return {
    report(fraction, text) {
      latest = fraction === null ? text : `${Math.round(100 * fraction)} % ${text}`;
    },
    stop() {
      clearTimeout(delay);
      clearInterval(timer);
      if (shown && kind === 'terminal') write('\r\u001b[K');
    },
  };
}
