import { mustDecide } from '../db/deciding.ts';
import { type InstructionFilter, type InstructionRow, listInstructions } from '../db/instructions.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import type { Decision } from '../domain/messages/instruction.ts';
import type { Context } from './context.ts';
import { decide, viewerOf } from './instructions.ts';

export interface BulkLine {
  instruction: InstructionRow;
  outcome: 'done' | 'already' | 'failed' | 'would be decided';
  message: string;
}

export interface BulkReport {
  lines: BulkLine[];
  /** How many match beyond the cap, and were left alone. */
  left: number;
}

/**
 * Decides all open instructions of one cause that the operator sees, oldest first, each in a transaction of its own: one
 * that fails is reported, and the others go on.
 * @param options.max - no more than so many. @param options.dryRun - only says which, and which would be refused.
 */
export async function decideMany(
  context: Context,
  filter: Pick<InstructionFilter, 'cause' | 'colour' | 'dossier'> & { cause: string },
  decision: Omit<Decision, 'actor'>,
  options: { max: number; dryRun?: boolean },
): Promise<BulkReport> {
  const viewer = await viewerOf(context);
  await context.operator();
  const found = await listInstructions(await context.db(), { ...filter, viewer, limit: 1_000_000 });
  if (found.length === 0) throw new IncassoError('NOT_FOUND', `no open instruction of cause ${filter.cause} is yours`);
  const lines: BulkLine[] = [];
  for (const instruction of found.slice(0, options.max)) {
    lines.push({ instruction, ...(await decideOne(context, instruction, decision, options.dryRun ?? false)) });
  }
  return { lines, left: Math.max(0, found.length - options.max) };
}

async function decideOne(
  context: Context,
  instruction: InstructionRow,
  decision: Omit<Decision, 'actor'>,
  dryRun: boolean,
): Promise<Omit<BulkLine, 'instruction'>> {
  try {
    if (dryRun) {
      await mustDecide(await context.db(), instruction, decision, await context.operator());
      return { outcome: 'would be decided', message: decision.outcome };
    }
    const { decided, message } = await decide(context, instruction.id, decision);
    return { outcome: decided ? 'done' : 'already', message };
  } catch (error) {
    return { outcome: 'failed', message: sentenceOf(error) };
  }
}
