import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { IncassoError } from '../domain/errors.ts';
import { freePort } from './freePorts.ts';
import { lastLineOfLog } from './logFiles.ts';
import type { StartedProcess } from './processes.ts';
import { makeKeyPair } from './sftpServer.ts';
import type { Stack } from './stack.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts a program of the repository as a process of the stack. */
function startProgram(
  stack: Stack,
  name: string,
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): StartedProcess {
  return stack.startProcess({
    name,
    command: process.execPath,
    args: ['--import', 'tsx', program, ...args],
    env: { ...process.env, ...env },
    cwd: root,
  });
}

/** The environment of a program that works on a stack: its addresses win over whatever is configured elsewhere. */
export function environmentOf(
  stack: { databaseUrl: string; temporalAddress: string; namespace?: string },
  dataDir: string,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    INCASSO_DATA_DIR: dataDir,
    DATABASE_URL: stack.databaseUrl,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_NAMESPACE: stack.namespace ?? 'default',
  };
}

/** A worker on the data folder's stack. Waits until it says that it has started; throws TEMPORAL with its last line. */
export async function startWorker(stack: Stack, dataDir: string, name = 'worker'): Promise<StartedProcess> {
  return startWorkerProgram(stack, dataDir, name, []);
}

/** A connector on the data folder's stack: does the tasks of dossiers. */
export async function startConnector(stack: Stack, dataDir: string, name: string): Promise<StartedProcess> {
  return startWorkerProgram(stack, dataDir, name, ['--connector']);
}

async function startWorkerProgram(
  stack: Stack,
  dataDir: string,
  name: string,
  args: string[],
): Promise<StartedProcess> {
  const started = startProgram(stack, name, 'workers/main.ts', args, environmentOf(stack, dataDir));
  const log = join(dataDir, 'log', `${name}.log`);
  const hasStarted = (line: string): boolean =>
    line.includes(`"pid":${started.pid},`) && line.includes('"msg":"worker started"');
  await whenReady(started, `the ${name}`, log, async () => (await readFile(log, 'utf8')).split('\n').some(hasStarted));
  return started;
}

/** A simulated bank on its directory; it knows nothing but its files and the clock file. */
export async function startBank(
  stack: Stack,
  name: string,
  directory: string,
  clockFile: string,
): Promise<StartedProcess> {
  for (const folder of ['to-bank/taken', 'from-bank']) await mkdir(join(directory, folder), { recursive: true });
  return startProgram(stack, `bank-${name.toLowerCase()}`, 'stack/bank/main.ts', [
    '--dir', directory, '--clock', clockFile, '--name', name,
  ]); // prettier-ignore
}

/** The simulated payment centre of Betalingsservice on its directory; it knows nothing but its files and the clock file. */
export async function startCentre(stack: Stack, directory: string, clockFile: string): Promise<StartedProcess> {
  for (const folder of ['to-centre/taken', 'from-centre']) await mkdir(join(directory, folder), { recursive: true });
  return startProgram(stack, 'centre', 'stack/centre/main.ts', ['--dir', directory, '--clock', clockFile]);
}

/** The mailbox of the stack: an SMTP server that keeps every message under `mail/`. Returns its address. */
export async function startMailboxProcess(stack: Stack, dataDir: string): Promise<string> {
  const port = await freePort();
  const dir = join(dataDir, 'mail');
  await mkdir(dir, { recursive: true });
  startProgram(stack, 'mailbox', 'stack/mailbox.ts', [dir, String(port)]);
  return `smtp://127.0.0.1:${port}`;
}

/** The simulated accounting package of the stack, with its books in its directory. Returns its address. */
export async function startAccounting(stack: Stack, dataDir: string): Promise<string> {
  const port = await freePort();
  const directory = join(dataDir, 'accounting');
  await mkdir(directory, { recursive: true });
  const started = startProgram(stack, 'accounting', 'stack/accounting/main.ts', [
    '--dir', directory, '--port', String(port),
  ]); // prettier-ignore
  const log = join(dataDir, 'log', 'accounting.log');
  const waits = `waiting on http://127.0.0.1:${port}`;
  await whenReady(started, 'the accounting package', log, async () => (await readFile(log, 'utf8')).includes(waits));
  return `http://127.0.0.1:${port}`;
}

/** What a client needs to reach an SFTP server of the stack, as in the exchange of a collection system. */
export interface SftpAddress {
  port: number;
  user: string;
  password_file: string;
  host_keys: string[];
}

/**
 * An SFTP server of the stack that serves a directory. Its secrets stand under `secrets/` of the data folder.
 * `losesAnswers`: so many of its first renames are done and their answers lost.
 */
export async function startSftp(
  stack: Stack,
  dataDir: string,
  { name, directory, losesAnswers = 0 }: { name: string; directory: string; losesAnswers?: number },
): Promise<SftpAddress> {
  const port = await freePort();
  const hostKey = makeKeyPair();
  const files = {
    password: join(dataDir, 'secrets', `${name}.password`),
    key: join(dataDir, 'secrets', `${name}.key`),
  };
  await mkdir(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
  await writeFile(files.password, randomUUID(), { mode: 0o600 });
  await writeFile(files.key, hostKey.private, { mode: 0o600 });
  const started = startProgram(stack, `sftp-${name}`, 'stack/sftpServer.ts', [
    directory, String(port), 'incasso', files.password, files.key, String(losesAnswers),
  ]); // prettier-ignore
  const log = join(dataDir, 'log', `sftp-${name}.log`);
  const waits = `127.0.0.1:${port}`;
  await whenReady(started, `the SFTP server of ${name}`, log, async () =>
    (await readFile(log, 'utf8')).includes(waits),
  );
  return { port, user: 'incasso', password_file: files.password, host_keys: [hostKey.fingerprint] };
}

/** Waits for a process to be ready, and says its last line when it ends instead. */
async function whenReady(
  process: StartedProcess,
  what: string,
  log: string,
  isReady: () => Promise<boolean>,
): Promise<void> {
  let ended = false;
  void process.exited.then(() => (ended = true));
  for (const end = performance.now() + 60_000; performance.now() < end; await sleep(50)) {
    if (await isReady()) return;
    if (ended) break;
  }
  throw new IncassoError('TEMPORAL', `${what} did not start: ${lastLineOfLog(log)}`);
}

/** Moves a file clock; replaced by rename, so that nobody reads it half written. */
export async function setClock(file: string, now: string): Promise<void> {
  await writeFile(`${file}.unfinished`, JSON.stringify({ now }));
  await rename(`${file}.unfinished`, file);
}
