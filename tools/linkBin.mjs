// Makes the built program executable and links it into node_modules/.bin, so that `npx hypentropy` works in a clone:
// npm links the programs of dependencies there, but not the package's own.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

const program = 'dist/cli/main.js';
chmodSync(program, 0o755);
if (process.platform !== 'win32' && existsSync('node_modules')) {
  mkdirSync('node_modules/.bin', { recursive: true });
  rmSync('node_modules/.bin/hypentropy', { force: true });
  symlinkSync(`../../${program}`, 'node_modules/.bin/hypentropy');
}
