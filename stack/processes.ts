import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that stays the same process: the number alone may be given to another one later. */
export interface ProcessId {
  pid: number;
  /** When it was started, in the system's own notation; undefined when it had ended before anyone looked. */
  started?: string;
}

/** A program that the stack runs. It outlives a killed launcher, so that the next start can take it over or stop it. */
export interface StartedProcess extends ProcessId {
  name: string;
  /** Asks it to end (SIGTERM), and kills its whole group after `graceMs`, 10 seconds unless told. */
  stop(graceMs?: number): Promise<void>;
  /** Settles when it has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface StartOptions {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Where its output goes (appended). */
  logFile: string;
  /** To run as another user; only root may. */
  uid?: number;
  gid?: number;
}

/** Starts a program in its own process group, so that Ctrl-C reaches only the launcher, which stops the parts in order. */
export function startProcess(options: StartOptions): StartedProcess {
  const { name, command, args, logFile, ...spawnOptions } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const output = openSync(logFile, 'a');
  const child = spawn(command, args, { ...spawnOptions, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  child.unref();
  const id = identify(child.pid ?? 0);
  return { name, ...id, exited, stop: (graceMs) => stopProcess(id, { graceMs }) };
}

/** The identity of a process that runs now. */
export function identify(pid: number): ProcessId {
  return { pid, started: startMark(pid) };
}

/** True while exactly this process runs: not another with the same number, not one that has ended but was not reaped. */
export function isRunning(id: ProcessId): boolean {
  return id.started !== undefined && startMark(id.pid) === id.started;
}

/** Stops exactly this process and its group; does nothing when it has ended or its number belongs to another process. */
export async function stopProcess(
  id: ProcessId,
  { signal = 'SIGTERM', graceMs = 10_000 }: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  if (!isRunning(id)) return;
  sendToGroup(id.pid, signal);
  if (await hasEnded(id, graceMs)) return;
  sendToGroup(id.pid, 'SIGKILL');
  await hasEnded(id, 5_000);
}

/** Waits until the process has ended; false when it still runs after `timeoutMs`. */
export async function hasEnded(id: ProcessId, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (isRunning(id)) {
    if (performance.now() > until) return false;
    await sleep(20);
  }
  return true;
}

/** Every running process of which the command line, its parts joined by blanks, contains the text. */
export function findProcesses(text: string): (ProcessId & { commandLine: string })[] {
  return listPids()
    .filter((pid) => pid !== process.pid)
    .map((pid) => ({ ...identify(pid), commandLine: commandLine(pid) }))
    .filter((found) => found.started !== undefined && found.commandLine.includes(text));
}

/** The command line of a process, its parts joined by blanks; '' when there is no such process. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps(['-o', 'command=', '-p', String(pid)]);
  return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

function sendToGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended, or it leads no group.
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended in between, which is what was wanted.
    }
  }
}

/** Undefined when no such process runs. A zombie (ended, not reaped by its parent) does not run. */
function startMark(pid: number): string | undefined {
  if (pid <= 0) return undefined;
  if (process.platform !== 'linux') return ps(['-o', 'lstart=', '-p', String(pid)]) || undefined;
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The name in brackets may hold blanks and brackets; the fields after it are state (3rd) to start time (22nd).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return `${readOrEmpty('/proc/sys/kernel/random/boot_id').slice(0, 8)}-${startTicks}`;
}

function listPids(): number[] {
  const names = process.platform === 'linux' ? readdirSync('/proc') : ps(['-axo', 'pid=']).split('\n');
  return names.map((name) => Number(name.trim())).filter((pid) => Number.isInteger(pid) && pid > 0);
}

function ps(args: string[]): string {
  return spawnSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).stdout.trim();
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
