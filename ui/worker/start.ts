/** Starts the workers from files of their own. */
export const startQuick = (): Worker =>
  new Worker(new URL('./quickWorker.ts', import.meta.url), { type: 'module' });
export const startThorough = (): Worker =>
  new Worker(new URL('./thoroughWorker.ts', import.meta.url), { type: 'module' });
