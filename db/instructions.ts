import { type CauseName, causeOf } from '../domain/causes.ts';
import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import type { Decision } from '../domain/messages/instruction.ts';
import type { InstructionState } from '../domain/states/instruction.ts';
import { type Db, first, inTransaction, many, one, run, type Transaction } from './connection.ts';
import { applyOutcome } from './outcomes.ts';
import { recordCreated, type Stamp, transitionOne } from './transitions.ts';
import { writeWakeup } from './wakeups.ts';
import { wakeSubject } from './waking.ts';

export interface Raise {
  cause: CauseName;
  subject_kind: string;
  subject_id: string;
  /** The workflow that waits for the decision. */
  subject_workflow?: string;
  creditor_id?: number | null;
  /** What happened, with ids and numbers, no personal data. */
  detail: string;
  line_count?: number;
  sum_minor?: number;
  currency?: string;
  reminder_due_at: string;
}

export interface InstructionRow {
  id: number;
  creditor: string | null;
  subject_kind: string;
  subject_id: string;
  subject_workflow: string | null;
  cause: string;
  colour: 'orange' | 'red';
  detail: string;
  line_count: number;
  sum_minor: number;
  currency: string | null;
  state: InstructionState;
  raised_at: string;
  reminder_due_at: string;
  reminded_at: string | null;
  outcome: string | null;
  input: Record<string, unknown> | null;
  reason: string | null;
  decided_by: string | null;
  decided_at: string | null;
}

const columns = `i.id, c.code AS creditor, i.subject_kind, i.subject_id, i.subject_workflow, i.cause, i.colour, i.detail,
  i.line_count, i.sum_minor, i.currency, i.state, i.raised_at, i.reminder_due_at, i.reminded_at, i.outcome, i.input,
  i.reason, i.decided_by, i.decided_at`;
const source = 'instructions i LEFT JOIN creditors c ON c.id = i.creditor_id';

/** Raises an instruction, or finds the open one of the same subject and cause: raising twice gives the same id. */
export async function raiseInstruction(trx: Transaction, raise: Raise, stamp: Stamp): Promise<number> {
  const created = await first<{ id: number }>(
    trx,
    `INSERT INTO instructions (creditor_id, subject_kind, subject_id, subject_workflow, cause, colour, detail,
       line_count, sum_minor, currency, state, state_since, raised_at, raised_by, reminder_due_at)
     VALUES (:creditor_id, :subject_kind, :subject_id, :subject_workflow, :cause, :colour, :detail,
       :line_count, :sum_minor, :currency, 'open', :at, :at, :actor, :reminder_due_at)
     ON CONFLICT (subject_kind, subject_id, cause) WHERE state = 'open' DO NOTHING
     RETURNING id`,
    {
      creditor_id: raise.creditor_id ?? null,
      subject_kind: raise.subject_kind,
      subject_id: raise.subject_id,
      subject_workflow: raise.subject_workflow ?? null,
      cause: raise.cause,
      colour: causeOf(raise.cause).colour,
      detail: raise.detail,
      line_count: raise.line_count ?? 0,
      sum_minor: raise.sum_minor ?? 0,
      currency: raise.currency ?? null,
      reminder_due_at: raise.reminder_due_at,
      ...stamp,
    },
  );
  if (!created) {
    const open = await one<{ id: number }>(
      trx,
      `instruction for ${raise.subject_kind} ${raise.subject_id}`,
      `SELECT id FROM instructions WHERE subject_kind = :subject_kind AND subject_id = :subject_id
          AND cause = :cause AND state = 'open'`,
      { subject_kind: raise.subject_kind, subject_id: raise.subject_id, cause: raise.cause },
    );
    return open.id;
  }
  await recordCreated(
    trx,
    'instruction',
    { sql: 'SELECT :new_id::bigint AS id', bindings: { new_id: created.id } },
    stamp,
  );
  await wakeInstruction(trx, created.id, stamp.at);
  return created.id;
}

async function wakeInstruction(trx: Transaction, id: number, at: string): Promise<void> {
  await writeWakeup(
    trx,
    {
      workflow_type: 'instruction',
      workflow_id: entityId.instruction(id),
      subject_id: id,
      summary: `instruction ${id}`,
    },
    at,
  );
}

export async function findInstruction(db: Db, id: number): Promise<InstructionRow> {
  return one(db, `instruction ${id}`, `SELECT ${columns} FROM ${source} WHERE i.id = :id`, { id });
}

/** Instructions, oldest first; by default the open ones. */
export async function listInstructions(
  db: Db,
  filter: { all?: boolean; cause?: string } = {},
): Promise<InstructionRow[]> {
  return many(
    db,
    `SELECT ${columns} FROM ${source}
      WHERE (:all OR i.state = 'open') AND (:any_cause OR i.cause = :cause) ORDER BY i.id LIMIT 1000`,
    { all: filter.all ?? false, any_cause: filter.cause === undefined, cause: filter.cause ?? '' },
  );
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
 */
export async function decideInstruction(db: Db, id: number, decision: Decision, at: string): Promise<DecisionOutcome> {
  return inTransaction(db, async (trx) => {
    await one(trx, `instruction ${id}`, 'SELECT id FROM instructions WHERE id = :id FOR UPDATE', { id });
    const row = await findInstruction(trx, id);
    if (row.state === 'decided') {
      return {
        decided: false,
        message: `already decided: ${row.outcome} by ${row.decided_by} ${row.decided_at}`,
        wake: [],
      };
    }
    checkDecision(row, decision);
    const stamp = { at, actor: decision.actor };
    await applyOutcome(trx, row, decision, stamp);
    const wake = await closeInstruction(trx, row, decision, stamp);
    return { decided: true, message: `decided: ${decision.outcome}`, wake };
  });
}

function checkDecision(row: InstructionRow, decision: Decision): void {
  const cause = causeOf(row.cause);
  if (!Object.hasOwn(cause.outcomes, decision.outcome)) {
    throw new IncassoError(
      'INVALID_INPUT',
      `outcome is not allowed for ${row.cause}: choose one of ${Object.keys(cause.outcomes).join(', ')}`,
    );
  }
  if (cause.reasonFor?.includes(decision.outcome) && !decision.reason?.trim()) {
    throw new IncassoError('INVALID_INPUT', `outcome ${decision.outcome} needs a reason`);
  }
}

async function closeInstruction(
  trx: Transaction,
  row: InstructionRow,
  decision: Decision,
  stamp: Stamp,
): Promise<string[]> {
  await transitionOne(trx, 'instruction', row.id, 'decided', {
    ...stamp,
    reason: decision.reason,
    cause: decision.outcome,
  });
  await run(
    trx,
    `UPDATE instructions SET outcome = :outcome, input = :input::jsonb, reason = :reason, decided_by = :actor,
       decided_at = :at WHERE id = :id`,
    {
      id: row.id,
      outcome: decision.outcome,
      input: decision.input ? JSON.stringify(decision.input) : null,
      reason: decision.reason ?? null,
      ...stamp,
    },
  );
  await wakeInstruction(trx, row.id, stamp.at);
  const subject = row.subject_workflow === null ? [] : await wakeSubject(trx, row.subject_workflow, stamp.at);
  return [entityId.instruction(row.id), ...subject];
}

/** Closes an open instruction that facts have settled (the bank's own answer came). Nothing when none is open. */
export async function settleInstruction(
  trx: Transaction,
  subject: { kind: string; id: string; cause: CauseName },
  outcome: string,
  reason: string,
  stamp: Stamp,
): Promise<void> {
  const open = await first<{ id: number }>(
    trx,
    `SELECT id FROM instructions WHERE subject_kind = :kind AND subject_id = :id AND cause = :cause AND state = 'open'
        FOR UPDATE`,
    subject,
  );
  if (!open) return;
  const row = await findInstruction(trx, open.id);
  await closeInstruction(trx, row, { actor: stamp.actor, outcome, reason }, stamp);
}

/** Marks that the reminder of an instruction was mailed; true when this call did it. */
export async function markReminded(db: Db, id: number, at: string): Promise<boolean> {
  const changed = await run(
    db,
    `UPDATE instructions SET reminded_at = :at WHERE id = :id AND state = 'open' AND reminded_at IS NULL`,
    { id, at },
  );
  return changed === 1;
}
