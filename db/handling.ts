import { addDays, isDate, localDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { recordAudit } from './audit.ts';
import { type Bindings, type Db, inTransaction, one, run, type Transaction } from './connection.ts';
import type { Handling } from './deciding.ts';
import {
  findInstruction,
  findOwners,
  type InstructionRow,
  lockInstruction,
  morningOf,
  reminderAfter,
  wakeInstruction,
} from './instructions.ts';
import { findOperator } from './parties.ts';
import { mustHandle } from './roles.ts';

/** What became of an action on an instruction. */
export interface HandlingOutcome {
  done: boolean;
  message: string;
  /** Workflows to be told. */
  wake: string[];
}

/** Gives an orange instruction to support, who are told at once (T6). */
export function escalate(db: Db, id: number, { reason }: { reason: string }, by: Handling): Promise<HandlingOutcome> {
  return handle(db, id, 'escalate', reason, by, async (trx, row) => {
    if (row.colour === 'red') return undefined;
    await handOver(trx, row, { colour: 'red', assigned_to: null }, by.at);
    return 'it is with support now';
  });
}

/** Gives a red instruction back to the office, who are told at once (T6). */
export function handBack(db: Db, id: number, { reason }: { reason: string }, by: Handling): Promise<HandlingOutcome> {
  return handle(db, id, 'hand_back', reason, by, async (trx, row) => {
    if (row.colour === 'orange') return undefined;
    await handOver(trx, row, { colour: 'orange', assigned_to: null }, by.at);
    return 'it is with the office now';
  });
}

/** Makes an instruction that of one person, who is told at once (T6). */
export function assign(
  db: Db,
  id: number,
  { to, reason }: { to: string; reason?: string },
  by: Handling,
): Promise<HandlingOutcome> {
  return handle(db, id, 'assign', reason, by, async (trx, row) => {
    if (row.assigned_to === to) return undefined;
    const person = await findOperator(trx, to);
    if (!person) throw new IncassoError('INVALID_INPUT', `field to: ${to} is no operator`);
    if (person.email === null) throw new IncassoError('INVALID_INPUT', `field to: ${to} has no e-mail address`);
    await handOver(trx, row, { colour: row.colour, assigned_to: to }, by.at);
    return `it is with ${to} now`;
  });
}

const longestSnoozeDays = 90;

/** Lets an instruction rest: no reminder and no digest before the morning of a date (T6, T8). */
export function snooze(
  db: Db,
  id: number,
  { until, reason }: { until: string; reason?: string },
  by: Handling,
): Promise<HandlingOutcome> {
  return handle(db, id, 'snooze', reason, by, async (trx, row) => {
    const owners = await findOwners(trx, row);
    const today = localDate(by.at, owners[0]?.zone ?? 'UTC');
    const last = addDays(today, longestSnoozeDays);
    if (!isDate(until) || until <= today || until > last) {
      throw new IncassoError('INVALID_INPUT', `field until must be a date after ${today}, at the latest ${last}`);
    }
    const wakesAt = morningOf(until, owners);
    await run(
      trx,
      `UPDATE instructions SET snoozed_until = :until, reminder_due_at = greatest(reminder_due_at, :until),
              reminded_at = NULL WHERE id = :id`,
      { id, until: wakesAt },
    );
    return `it rests until ${until}`;
  });
}

/**
 * Nobody whose it is can be told: it becomes support's (T5). Called by the system, without a person.
 * @returns true when this call did it.
 */
export async function escalateUnreachable(db: Db, id: number, stamp: { at: string; actor: string }): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const row = await lockInstruction(trx, id);
    if (row.state !== 'open' || row.colour === 'red') return false;
    await handOver(trx, row, { colour: 'red', assigned_to: null }, stamp.at);
    await audit(trx, row, 'escalate', 'nobody whose it is has an e-mail address', stamp);
    return true;
  });
}

/** Marks that the reminder of an instruction, as it was seen, was mailed. Rests or changed hands since: nothing. */
export async function markReminded(db: Db, seen: InstructionRow, at: string): Promise<void> {
  await run(
    db,
    `UPDATE instructions SET reminded_at = :at
      WHERE id = :id AND state = 'open' AND handovers = :handovers AND reminder_due_at = :reminder_due_at`,
    { id: seen.id, handovers: seen.handovers, reminder_due_at: seen.reminder_due_at, at },
  );
}

/** The frame of every action: right, lock, change, audit and wakeup. `change` answers undefined when it is so already. */
async function handle(
  db: Db,
  id: number,
  action: string,
  reason: string | undefined,
  by: Handling,
  change: (trx: Transaction, row: InstructionRow) => Promise<string | undefined>,
): Promise<HandlingOutcome> {
  await findInstruction(db, id);
  await mustHandle(db, by.operator, id);
  return inTransaction(db, async (trx) => {
    const row = await lockInstruction(trx, id);
    if (row.state === 'decided') {
      const message = `already decided: ${row.outcome} by ${row.decided_by} ${row.decided_at}`;
      return { done: false, message, wake: [] };
    }
    const message = await change(trx, row);
    if (message === undefined) return { done: false, message: `it was so already (${row.colour})`, wake: [] };
    await audit(trx, row, action, reason, by);
    return { done: true, message, wake: [await wakeInstruction(trx, id, by.at)] };
  });
}

/** It changes hands: the new people are told; after a reminder to those before them they have five days of their own. */
async function handOver(
  trx: Transaction,
  row: InstructionRow,
  to: { colour: InstructionRow['colour']; assigned_to: string | null },
  at: string,
): Promise<void> {
  const owners = await findOwners(trx, { ...row, ...to });
  await run(
    trx,
    `UPDATE instructions SET colour = :colour, assigned_to = :assigned_to, handovers = handovers + 1,
            reminder_due_at = CASE WHEN reminded_at IS NULL THEN reminder_due_at ELSE greatest(:due, snoozed_until) END,
            reminded_at = NULL
      WHERE id = :id`,
    { id: row.id, ...to, due: reminderAfter(at, owners) },
  );
}

/** T12: who, when, why, before and after. */
async function audit(
  trx: Transaction,
  before: InstructionRow,
  action: string,
  reason: string | undefined,
  stamp: { at: string; actor: string },
): Promise<void> {
  const after = await one<Record<string, unknown>>(
    trx,
    `instruction ${before.id}`,
    'SELECT colour, assigned_to, snoozed_until FROM instructions WHERE id = :id',
    { id: before.id } satisfies Bindings,
  );
  const { colour, assigned_to, snoozed_until } = before;
  const detail = { reason: reason ?? null, before: { colour, assigned_to, snoozed_until }, after };
  await recordAudit(trx, { action: `instruction.${action}`, subject: entityOf(before), detail }, stamp);
}

function entityOf(row: InstructionRow): string {
  return `instruction/${row.id}`;
}
