// Runs the main job; in a terminal then serves the page. Exits with the code of the job.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const run = (...args) => spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' }).status ?? 1;

const job =
  'check --depth 2 --scale 0.01 --data examples/near-infrared/gasoline.csv --response octane --center';
process.exitCode = run(...job.split(' '));
if (process.stdout.isTTY && !process.env['CI']) {
  console.log('');
  run('serve');
}
