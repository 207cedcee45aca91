import { HypentropyError } from '../errors.ts';

/** A place in a file of JSON, which its faults name: reads what must stand there, or throws HypentropyError `document`. */
export class Place {
  private readonly file: string;
  private readonly path: string;

  constructor(file: string, path: string) {
    this.file = file;
    this.path = path;
  }

  in(key: string): Place {
    return new Place(this.file, this.path === '' ? key : `${this.path}.${key}`);
  }

  fault(what: string): HypentropyError {
    const where = this.path === '' ? this.file : `${this.file}: ${this.path}`;
    return new HypentropyError(
      'document',
      `${where} ${what}`,
      'the format is described in derivations/README.md',
    );
  }

  /** The value of a JSON text. */
  json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.fault(`is not JSON: ${error instanceof Error ? error.message : ''}`);
    }
  }

  object(json: unknown, keys: readonly string[]): Record<string, unknown> {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw this.fault('must be an object');
    const unknown = Object.keys(json).find((key) => !keys.includes(key));
    if (unknown !== undefined)
      throw this.fault(`has the unknown field '${unknown}': known are ${keys.join(', ')}`);
    return json as Record<string, unknown>;
  }

  list(json: unknown): unknown[] {
    if (!Array.isArray(json)) throw this.fault('must be a list');
    return json;
  }

  texts(json: unknown): string[] {
    return this.list(json).map((entry, k) => new Place(this.file, `${this.path}[${k}]`).text(entry));
  }

  text(json: unknown): string {
    if (typeof json !== 'string' || json.trim() === '') throw this.fault('must be a text that is not empty');
    return json;
  }

  number(json: unknown): number {
    if (typeof json !== 'number' || !Number.isFinite(json)) throw this.fault('must be a number');
    return json;
  }

  choice<T extends string>(json: unknown, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === json);
    if (found === undefined)
      throw this.fault(`must be one of ${choices.join(', ')}: got ${JSON.stringify(json)}`);
    return found;
  }
}
