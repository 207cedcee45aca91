/** The chance with which all statistical intervals of an experiment together may miss. */
export const RISK = 1e-6;
