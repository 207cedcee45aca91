import { access, appendFile, constants, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HypentropyError } from '../errors.ts';
import { explain } from './readTextFile.ts';

/** Throws HypentropyError `file` when a file cannot be written there; asked before long work, not after it. */
export async function requireWritable(path: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory() === true) {
      throw refused(path, 'it is a directory');
    }
    if (existing === undefined) await requireFolder(path);
    await access(existing === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw explain(error, path, 'write');
  }
}

const refused = (path: string, why: string, help = ''): HypentropyError =>
  new HypentropyError('file', `cannot write ${path}: ${why}`, help);

async function requireFolder(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (folder === undefined)
    throw refused(path, `the folder ${dirname(path)} does not exist`, 'make it first');
  if (!folder.isDirectory()) throw refused(path, `${dirname(path)} is no folder`);
}

export async function writeTextFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw explain(error, path, 'write');
  }
}

export async function appendTextFile(path: string, text: string): Promise<void> {
  try {
    await appendFile(path, text);
  } catch (error) {
    throw explain(error, path, 'write');
  }
}

/** The text of a file, empty where there is none yet. */
export async function existingText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw explain(error, path);
  }
}
