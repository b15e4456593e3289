// Runs scripts/NAME.ts. Plain JavaScript without dependencies, because it is what installs them.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
const installedFile = join(root, 'node_modules', '.package-lock.json');
const stampFile = join(root, 'node_modules', '.incasso-installed');

const [name, ...args] = process.argv.slice(2);
requireNode(20, 12);
const script = scriptFile(name);
if (!isInstalled()) install();
run(script, args);

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(
    `Node ${major}.${minor} or newer is needed, this is ${process.versions.node}. Install it from https://nodejs.org.`,
  );
}

/** kill-test becomes scripts/killTest.ts */
function scriptFile(command) {
  if (!command || !/^[a-z][a-z0-9-]*$/.test(command)) fail('usage: node scripts/run.mjs NAME [arguments]');
  const camelCase = command.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const file = join(root, 'scripts', `${camelCase}.ts`);
  if (!existsSync(file)) fail(`there is no command "${command}": scripts/${camelCase}.ts does not exist`);
  return file;
}

/**
 * npm writes its own copy of the lock file last, so an interrupted installation has none. A checkout gives the lock file a
 * new time without changing it: the stamp keeps that from installing again.
 */
function isInstalled() {
  if (!existsSync(installedFile)) return false;
  if (statSync(installedFile).mtimeMs >= statSync(lockFile).mtimeMs) return true;
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash();
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function install() {
  const why = existsSync(installedFile) ? 'package-lock.json has changed' : 'node_modules is missing or incomplete';
  console.log(`dependencies: ${why}, running npm ci`);
  // Under `npm run`, npm names itself: the same npm is used even when another one comes first on the PATH.
  const npm = process.env.npm_execpath;
  const npmArgs = ['ci', '--include=dev', '--no-fund', '--no-audit'];
  const options = { cwd: root, stdio: 'inherit' };
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...npmArgs], options)
    : spawnSync('npm', npmArgs, options);
  if (result.error) fail(`npm could not be started (${result.error.message}). Install npm, then run: npm ci`);
  if (result.status !== 0) fail('npm ci failed, see above. Is the package registry reachable? Then run again: npm ci');
  writeFileSync(stampFile, lockHash());
}

/** Hands on signals, and ends as the script ended: with its exit code, or by the signal that ended it. */
function run(file, scriptArgs) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...scriptArgs], { cwd: root, stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`the script could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
