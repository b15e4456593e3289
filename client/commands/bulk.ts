import type { Command } from 'commander';

import { causes } from '../../domain/causes.ts';
import { decideMany } from '../bulk.ts';
import { type ExitCode, exitCodes, type Session, wholeNumber } from '../cli.ts';
import { oneOf } from './choices.ts';

export interface BulkOptions {
  cause?: string;
  dossier?: string;
  max: number;
  dryRun?: boolean;
}

/** The options with which a decision is taken for all instructions of a cause. */
export function withBulkOptions(command: Command): Command {
  return command
    .option('--cause <cause>', 'all open ones of this cause that are yours, instead of one', oneOf(Object.keys(causes)))
    .option('--dossier <code>', 'with --cause: only those of one dossier')
    .option('--max <number>', 'with --cause: at most so many, oldest first', wholeNumber, 100)
    .option('--dry-run', 'with --cause: only say which');
}

/** Decides all of a cause and lists what became of each. Exit code 1 when one failed. */
export async function runBulk(
  { context, out }: Session,
  { cause, dossier, max, dryRun }: BulkOptions & { cause: string },
  decision: { outcome: string; reason?: string; input?: Record<string, unknown> },
): Promise<ExitCode> {
  const { lines, left } = await decideMany(context, { cause, dossier }, decision, { max, dryRun });
  out.list(lines, {
    id: ({ instruction }) => instruction.id,
    subject: ({ instruction }) => `${instruction.subject_kind} ${instruction.subject_id}`,
    dossier: ({ instruction }) => instruction.dossier,
    outcome: (line) => line.outcome,
    message: (line) => line.message,
  });
  if (left > 0) out.say(`${left} more match and were left: raise --max`);
  return lines.some((line) => line.outcome === 'failed') ? exitCodes.refused : exitCodes.done;
}
