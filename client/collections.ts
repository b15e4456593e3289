import { recordAudit } from '../db/audit.ts';
import { confirmAmount, proposeCollections, setCollectionsOfSystem, setCollectionState } from '../db/collections.ts';
import { type Db, inTransaction } from '../db/connection.ts';
import { freezeCollections } from '../db/freeze.ts';
import type { FreezeReport, GuardedLines } from '../db/freezeReport.ts';
import { allowPosting } from '../db/ledger.ts';
import { disburseItem, sendAgain } from '../db/linesByHand.ts';
import { findSystem, type SystemRow } from '../db/parties.ts';
import { type PreNotificationReport, queuePreNotifications } from '../db/preNotifications.ts';
import { type LineChange, stopLine } from '../db/stopping.ts';
import type { Stamp } from '../db/transitions.ts';
import { undoLines, type UndoOutcome } from '../db/undoing.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { reasonNotToRun, sendingDates } from '../domain/sending.ts';
import type { UndoKind, UndoReason } from '../domain/undoing.ts';
import type { Context } from './context.ts';
import { tellWorkflows } from './wake.ts';

export type GuardReport = FreezeReport & GuardedLines & { currency: string };

const noRun = 0;

/** What collection-send would freeze now and what its guard blocks; nothing is changed (C13). */
export async function previewSend(context: Context, systemCode: string): Promise<GuardReport> {
  const db = await context.db();
  const system = await findSendingSystem(db, systemCode);
  const at = await context.now();
  const plan = { system, jobRunId: noRun, ...sendingDates(system, at) };
  const report = await freezeCollections(db, plan, { at, actor: 'dry run' }, true);
  return { ...report, currency: system.currency };
}

async function findSendingSystem(db: Db, code: string): Promise<SystemRow> {
  const system = await findSystem(db, code);
  const notToRun = reasonNotToRun(system, 'collectionSend', { byHand: true });
  if (notToRun !== undefined) throw new IncassoError('REFUSED', notToRun);
  return system;
}

/**
 * Queues the mails that announce debits, as collection-send does before it freezes (C15).
 * @returns who is told, or would be.
 */
export async function notifyCustomers(
  context: Context,
  systemCode: string,
  dryRun: boolean,
): Promise<PreNotificationReport & { currency: string }> {
  const stamp = { at: await context.now(), actor: dryRun ? 'dry run' : await context.operator() };
  const db = await context.db();
  const system = await findSendingSystem(db, systemCode);
  const plan = { system, ...sendingDates(system, stamp.at) };
  return { ...(await queuePreNotifications(db, plan, stamp, dryRun)), currency: system.currency };
}

/**
 * Makes draft lines from the items that are due soon (C7).
 * @returns how many lines were made, or would be.
 */
export async function propose(context: Context, systemCode: string, dryRun: boolean): Promise<number> {
  const actor = dryRun ? 'dry run' : await context.operator();
  const db = await context.db();
  const system = await findSystem(db, systemCode);
  const at = await context.now();
  const { proposeUntil: dueUntil } = sendingDates(system, at);
  const options = { dueUntil, state: 'draft' as const };
  const trx = await db.transaction();
  try {
    const made = await proposeCollections(trx, system, options, { at, actor });
    await (dryRun ? trx.rollback() : trx.commit());
    return made;
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}

export interface MadeLine {
  /** Number of the item, or of the line, that it was made of. */
  of: string;
  /** Number of the line; null when it was refused. */
  id: number | null;
  message: string;
}

/** Makes lines that pay credit notes out; one that is refused is told why, and the others go on. */
export async function disburse(context: Context, systemCode: string, items: readonly string[]): Promise<MadeLine[]> {
  const system = await findSystem(await context.db(), systemCode);
  return makeLines(context, items, (db, item, stamp) => disburseItem(db, system, item, stamp));
}

/** Makes lines that send once more what is open of the items of lines that have ended (C7). */
export async function again(context: Context, ids: readonly number[]): Promise<MadeLine[]> {
  return makeLines(context, ids.map(String), (db, id, stamp) => sendAgain(db, Number(id), stamp));
}

async function makeLines(
  context: Context,
  all: readonly string[],
  make: (db: Db, of: string, stamp: Stamp) => Promise<number>,
): Promise<MadeLine[]> {
  const stamp = { at: await context.now(), actor: await context.operator() };
  const db = await context.db();
  const made: MadeLine[] = [];
  for (const of of all) {
    try {
      made.push({ of, id: await make(db, of, stamp), message: 'draft line made' });
    } catch (error) {
      if (!(error instanceof IncassoError)) throw error;
      made.push({ of, id: null, message: sentenceOf(error) });
    }
  }
  return made;
}

export type LineState = 'ready' | 'held' | 'stopped';

export interface LineOutcome {
  id: number;
  done: boolean;
  message: string;
}

/** Sets single lines; one that its state does not allow is told why, and the others go on. */
export async function setLines(
  context: Context,
  ids: readonly number[],
  to: LineState,
  reason: string | undefined,
): Promise<LineOutcome[]> {
  const actor = await context.operator();
  const db = await context.db();
  const at = await context.now();
  const outcomes: LineOutcome[] = [];
  for (const id of ids) {
    try {
      const stamp = { at, actor, reason };
      const { message, wake } = to === 'stopped' ? await stopLine(db, id, stamp) : await moveLine(db, id, to, stamp);
      outcomes.push({ id, done: true, message: `${message}${await tellWorkflows(context, wake)}` });
    } catch (error) {
      if (!(error instanceof IncassoError)) throw error;
      outcomes.push({ id, done: false, message: sentenceOf(error) });
    }
  }
  return outcomes;
}

async function moveLine(
  db: Db,
  id: number,
  to: 'ready' | 'held',
  stamp: Stamp & { reason?: string },
): Promise<LineChange> {
  return { message: `${await setCollectionState(db, id, to, stamp)} to ${to}`, wake: [] };
}

/** Asks the bank to cancel or to reverse lines that it has; one that is refused is told why, and the others go on (C16). */
export async function undo(
  context: Context,
  kind: UndoKind,
  ids: readonly number[],
  reason: UndoReason,
): Promise<UndoOutcome[]> {
  const stamp = { at: await context.now(), actor: await context.operator() };
  const { outcomes, wake } = await undoLines(await context.db(), kind, ids, reason, stamp);
  await tellWorkflows(context, wake);
  return outcomes;
}

const setFrom = {
  ready: ['draft', 'held'],
  held: ['draft', 'ready'],
  stopped: ['draft', 'invalid', 'ready', 'held'],
} as const;

/** Sets every line of a system that has not been sent. Returns how many. */
export async function setAllLines(
  context: Context,
  systemCode: string,
  to: LineState,
  reason: string | undefined,
): Promise<number> {
  const stamp = { at: await context.now(), actor: await context.operator(), reason };
  const db = await context.db();
  const system = await findSystem(db, systemCode);
  return inTransaction(db, async (trx) => {
    let moved = 0;
    for (const from of setFrom[to]) moved += await setCollectionsOfSystem(trx, system, from, to, stamp);
    return moved;
  });
}

/** Lets an unusual amount pass the guard. False when it needs no confirmation or was sent already. */
export async function confirmLineAmount(context: Context, id: number): Promise<boolean> {
  const stamp = { at: await context.now(), actor: await context.operator() };
  return inTransaction(await context.db(), async (trx) => {
    const confirmed = await confirmAmount(trx, id, stamp);
    if (confirmed) await recordAudit(trx, { action: 'collection.confirm_amount', subject: `collection ${id}` }, stamp);
    return confirmed;
  });
}

/** Marks the unposted lines of an applied file posting allowed, or takes the mark back. Returns how many (C9). */
export async function setPostingAllowed(context: Context, fileId: number, allowed: boolean): Promise<number> {
  const stamp = { at: await context.now(), actor: await context.operator() };
  return inTransaction(await context.db(), async (trx) => {
    const lines = await allowPosting(trx, fileId, allowed);
    const action = allowed ? 'file.allow_posting' : 'file.clear_posting';
    if (lines > 0) await recordAudit(trx, { action, subject: `inbound file ${fileId}`, detail: { lines } }, stamp);
    return lines;
  });
}
