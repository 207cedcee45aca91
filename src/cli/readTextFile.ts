import { open } from 'node:fs/promises';
import { HypentropyError } from '../errors.ts';

const MEBIBYTE = 1_048_576;
/** Largest file read, in bytes. */
const LARGEST = 64 * MEBIBYTE;

/**
 * The text of a UTF-8 file, `-` for standard input. Throws HypentropyError `file` when it is missing, a directory,
 * unreadable, too large or not UTF-8.
 */
export async function readTextFile(path: string): Promise<string> {
  const name = path === '-' ? 'standard input' : path;
  try {
    return decode(path === '-' ? await collect(process.stdin, name) : await readBytes(path), name);
  } catch (error) {
    throw explain(error, name);
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new HypentropyError('file', `${path} is a directory, not a file`);
    if (stat.size > LARGEST) throw tooLarge(path);
    return await collect(file.createReadStream({ autoClose: false }), path);
  } finally {
    await file.close();
  }
}

async function collect(stream: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST) throw tooLarge(name);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (name: string): HypentropyError =>
  new HypentropyError('file', `${name} is too large: at most ${LARGEST / MEBIBYTE} MiB are read`);

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const before = new TextDecoder().decode(bytes).split('\ufffd', 1)[0]!;
    const line = before.split('\n').length;
    throw new HypentropyError('file', `${name} is not UTF-8 text: see line ${line}`, 'save it as UTF-8');
  }
}

const REASONS = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EISDIR', 'it is a directory, not a file'],
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space left'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ERR_INVALID_ARG_VALUE', 'not a file name'],
  ['ELOOP', 'a circle of symbolic links'],
]);

/** A file system's error as a HypentropyError; any other error stays as it is. */
export function explain(error: unknown, name: string, action = 'read'): unknown {
  if (error instanceof HypentropyError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  return new HypentropyError('file', `cannot ${action} ${name}: ${REASONS.get(code) ?? code}`);
}
