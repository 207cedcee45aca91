import WholeWorker from './wholeWorker.ts?worker&inline';

/** Starts the workers from the script that the page holds; takes the place of start.ts in the page that is one file. */
export const startQuick = (): Worker => new WholeWorker();
export const startThorough = (): Worker => new WholeWorker();
