import { type Command, CommanderError, InvalidArgumentError } from 'commander';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import type { Context } from './context.ts';
import { createOutput, type Output } from './output.ts';

/** Exit codes of the command: scripts rely on them. */
export const exitCodes = { done: 0, refused: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What bin/ gives the command, because client/ may not reach it. */
export interface Programs {
  /** Runs a worker until it is told to stop. */
  runWorker: (role: 'worker' | 'connector') => Promise<void>;
}

/** A file of client/commands/: adds its verbs to the noun. */
export type Noun = (noun: Command, programs: Programs) => void;

export interface Session {
  context: Context;
  out: Output;
}

type Work<Args extends unknown[]> = (session: Session, ...args: Args) => Promise<ExitCode | void>;

/** An action with the configuration read and connections at hand; they are closed at its end, whatever happens. */
export function withContext<Args extends unknown[]>(work: Work<Args>): (...args: unknown[]) => Promise<void> {
  return withoutContext(async (out, command, ...args) => {
    const { openContext } = await import('./context.ts');
    const { loadConfig } = await import('../ports/config.ts');
    const context = openContext(loadConfig(), command.optsWithGlobals<{ as?: string }>().as);
    try {
      return await work({ context, out }, ...(args as Args));
    } finally {
      await context.close();
    }
  });
}

/** An action that needs neither configuration nor connections. */
export function withoutContext(
  work: (out: Output, command: Command, ...args: unknown[]) => Promise<ExitCode | void>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.at(-1) as Command;
    const { json, csv } = command.optsWithGlobals<{ json?: boolean; csv?: boolean }>();
    const out = createOutput(json ? 'json' : csv ? 'csv' : 'table', process.stdout);
    process.exitCode = (await work(out, command, ...args.slice(0, -1))) ?? exitCodes.done;
  };
}

/** The one mapper of this boundary: every error becomes one line and an exit code, without a stack. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // commander has printed its text already
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  process.stderr.write(`incasso: ${explain(error)}\n`);
  return exitCodes.refused;
}

function explain(error: unknown): string {
  if (error instanceof IncassoError) return error.message;
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === 'ECONNREFUSED')
    return `the database does not answer${address ? ` on ${address}:${port}` : ''}: is it running?`;
  if (code === '42P01') return 'the database has no tables of Incasso yet: run "incasso setup"';
  return sentenceOf(error) || String(code ?? error);
}

/** Parsers of arguments and options; what they refuse is wrong usage. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Parses a list of ids: `collections hold 12 13 14`. */
export function moreIds(text: string, before: number[] | undefined): number[] {
  return [...(before ?? []), wholeNumber(text)];
}

/** Parses numbers of lines: '1,3,5-9'. */
export function lineNumbers(text: string): number[] {
  return text.split(',').flatMap((piece) => {
    const [, from = '', to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(piece.trim()) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === '' || first < 1 || last < first) throw new InvalidArgumentError('It must be numbers like 1,3,5-9.');
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

export function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below, together with valid JSON that is no object
  }
  throw new InvalidArgumentError('It must be one JSON object, like \'{"due_on":"2026-02-02"}\'.');
}

/** Examples at the end of a help text; each line is a command with what it does. */
export function examples(command: Command, lines: readonly (readonly [string, string])[]): Command {
  const size = Math.max(...lines.map(([example]) => example.length));
  const text = lines.map(([example, what]) => `  $ ${example.padEnd(size)}  ${what}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${text}`);
}
