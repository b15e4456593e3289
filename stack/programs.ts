import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a program that has ended said. `code` is undefined when it could not be started or ran out of time. */
export interface Outcome {
  code: number | undefined;
  stdout: string;
  /** The last line of its error output, or why it could not be started: fit for a sentence. */
  lastLine: string;
}

/** Runs a program to its end and collects what it prints. Never throws. */
export function runProgram(
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; uid?: number; gid?: number; timeoutMs?: number } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const { timeoutMs = 60_000, ...spawnOptions } = options;
    const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: undefined, stdout, lastLine: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const lastLine = late ? `no end after ${timeoutMs / 1000} seconds` : lastLineOf(stderr || stdout);
      resolve({ code: code ?? undefined, stdout, lastLine });
    });
  });
}

/** The last line that is not blank. */
export function lastLineOf(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

/** The full path of a program on the PATH, undefined when there is none. */
export function findOnPath(name: string, path = process.env['PATH'] ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** True for a file that this user may execute. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
