/** The parts of nerdamer 1.1 that are used; the modules add their functions to the core. */
declare module 'nerdamer/nerdamer.core.js' {
  interface Nerdamer {
    (expression: string): { toString(): string };
    flush(): unknown;
    getCore(): {
      Settings: Record<string, unknown>;
      PARSER: object;
      Frac: { prototype: object };
    };
  }
  const nerdamer: Nerdamer;
  export default nerdamer;
}
declare module 'nerdamer/Algebra.js';
declare module 'nerdamer/Calculus.js';
declare module 'nerdamer/Solve.js';
