import { causeOf } from '../domain/causes.ts';
import { IncassoError } from '../domain/errors.ts';
import type { Decision } from '../domain/messages/instruction.ts';
import { recordAudit } from './audit.ts';
import { type Db, inTransaction, type Transaction } from './connection.ts';
import { closeLines, listLines } from './instructionLines.ts';
import {
  closeInstruction,
  findInstruction,
  type InstructionRow,
  lockInstruction,
  wakeInstruction,
} from './instructions.ts';
import { applyOutcome } from './outcomes.ts';
import { mustHandle } from './roles.ts';
import { askBeforeDeciding, type AskPackage } from './taskDecisions.ts';
import type { Stamp } from './transitions.ts';

/** Who handles an instruction: the operator whose right it is, and the actor as it is recorded ("anna (web, unverified)"). */
export interface Handling extends Stamp {
  operator: string;
}

export interface DecisionOutcome {
  decided: boolean;
  /** "decided: arrived", or who was first. */
  message: string;
  /** Workflows to be told. */
  wake: string[];
}

/**
 * A person deals with an instruction: checked against the table of causes, applied to the subject's row, recorded and
 * the subject woken, in one transaction. Two people at once: one wins, the other is told who was first.
 * @param askPackage - the accounting package, asked about corrected input of a task before anything is locked.
 */
export async function decideInstruction(
  db: Db,
  id: number,
  decision: Omit<Decision, 'actor'>,
  by: Handling,
  askPackage: AskPackage,
): Promise<DecisionOutcome> {
  const before = await findInstruction(db, id);
  if (before.state === 'decided') return tooLate(before);
  await mustDecide(db, before, decision, by.operator);
  const remark = await askBeforeDeciding(db, before, decision, askPackage);
  return inTransaction(db, async (trx) => {
    const row = await lockInstruction(trx, id);
    if (row.state === 'decided') return tooLate(row);
    const left = await decideLines(trx, row, decision, by);
    const detail = { reason: decision.reason ?? null, before: { state: row.state }, after: { ...decision } };
    await recordAudit(trx, { action: 'instruction.decide', subject: `instruction/${id}`, detail }, by);
    if (left > 0) {
      const message = `decided for ${decision.lines?.length} lines: ${decision.outcome}; ${left} are open`;
      return { decided: true, message, wake: [await wakeInstruction(trx, id, by.at)] };
    }
    await applyOutcome(trx, row, decision, by);
    const wake = await closeInstruction(trx, row, decision, by);
    return { decided: true, message: `decided: ${decision.outcome}${remark}`, wake };
  });
}

/** Refuses who may not decide, and what may not be decided; changes nothing. Throws REFUSED or INVALID_INPUT. */
export async function mustDecide(
  db: Db,
  row: InstructionRow,
  decision: Omit<Decision, 'actor'>,
  operator: string,
): Promise<void> {
  await mustHandle(db, operator, row.id);
  checkDecision(row, decision);
}

/** @returns how many lines stay open: then the instruction does too. */
async function decideLines(
  trx: Transaction,
  row: InstructionRow,
  { lines, outcome }: Omit<Decision, 'actor'>,
  stamp: Stamp,
): Promise<number> {
  if ((await listLines(trx, row.id, 1)).length > 0) return closeLines(trx, row.id, lines, outcome, stamp);
  if (lines === undefined) return 0;
  throw new IncassoError('INVALID_INPUT', `field lines: instruction ${row.id} is about one thing and has no lines`);
}

function tooLate(row: InstructionRow): DecisionOutcome {
  const message = `already decided: ${row.outcome} by ${row.decided_by} ${row.decided_at}`;
  return { decided: false, message, wake: [] };
}

function checkDecision(row: InstructionRow, decision: Omit<Decision, 'actor'>): void {
  const { outcomes, reasonFor, inputFor } = causeOf(row.cause);
  const { outcome, reason, input } = decision;
  if (!outcomes.includes(outcome)) {
    throw new IncassoError(
      'INVALID_INPUT',
      `outcome is not allowed for ${row.cause}: choose one of ${outcomes.join(', ')}`,
    );
  }
  if (reasonFor?.includes(outcome) && !reason?.trim()) {
    throw new IncassoError('INVALID_INPUT', `outcome ${outcome} needs a reason`);
  }
  if (input !== undefined && !inputFor?.includes(outcome)) {
    throw new IncassoError('INVALID_INPUT', `outcome ${outcome} of ${row.cause} takes no input`);
  }
}
