/** The one base class of every error that a user can cause; each names its input, the place and the remedy. */
export class HypentropyError extends Error {
  /** Stable machine-readable kind, for instance `syntax`, `domain`, `setting`, `data`. */
  readonly code: string;
  /** One line that says what to do about it; empty when the message says all. */
  readonly help: string;

  constructor(code: string, message: string, help = '') {
    super(message);
    this.name = 'HypentropyError';
    this.code = code;
    this.help = help;
  }
}

/** A formula that cannot be read. `position` is the zero-based character where reading failed. */
export class FormulaError extends HypentropyError {
  readonly source: string;
  readonly position: number;
  readonly length: number;

  constructor(message: string, source: string, position: number, length = 1, help = '') {
    super('syntax', message, help);
    this.name = 'FormulaError';
    this.source = source;
    this.position = position;
    this.length = length;
  }

  /** The same fault of a part of a longer text: the part begins at character `start` (from zero) of `whole`. */
  within(whole: string, start: number): FormulaError {
    const message = this.message.replace(/(?<=\bat character )\d+/g, (n) => String(Number(n) + start));
    return new FormulaError(message, whole, start + this.position, this.length, this.help);
  }
}

/** What is well put but beyond what can be decided here: no answer, and not the fault of who asked. */
export class UndecidedError extends HypentropyError {
  constructor(message: string, help = '') {
    super('undecided', message, help);
    this.name = 'UndecidedError';
  }
}

/** A value outside the set where a quantity is defined. */
export class DomainError extends HypentropyError {
  constructor(message: string, help = '') {
    super('domain', message, help);
    this.name = 'DomainError';
  }
}

/** The computation was stopped by its AbortSignal or ran out of its budget. */
export class InterruptedError extends HypentropyError {
  constructor(reason: 'aborted' | 'budget', message: string) {
    super(reason, message);
    this.name = 'InterruptedError';
  }
}
