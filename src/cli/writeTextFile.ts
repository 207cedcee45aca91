import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HypentropyError } from '../errors.ts';
import { explain } from './readTextFile.ts';

/** Throws HypentropyError `file` when a file cannot be written there; asked before long work, not after it. */
export async function requireWritable(path: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory() === true) {
      throw new HypentropyError('file', `cannot write ${path}: it is a directory`);
    }
    await access(existing === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw explain(error, path, 'write');
  }
}

export async function writeTextFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw explain(error, path, 'write');
  }
}
