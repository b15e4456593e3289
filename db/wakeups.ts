import { type Db, many, run, type Transaction } from './connection.ts';
import { type EntityType, waitingRowsSql } from './silence.ts';

/** A workflow that must look at its row: started if it does not run, signalled if it does. */
export interface Wakeup {
  workflow_type: EntityType;
  workflow_id: string;
  subject_id: number;
  /** Shown in the Web UI when the workflow is started by it; ids only. */
  summary: string;
}

/** Written in the transaction that changes the row; delivered after the commit (activities/wakeups.ts). */
export async function writeWakeup(trx: Transaction, wakeup: Wakeup, at: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO wakeups (workflow_id, workflow_type, subject_id, summary, asked_at)
     VALUES (:workflow_id, :workflow_type, :subject_id, :summary, :at)
     ON CONFLICT (workflow_id) DO UPDATE SET version = wakeups.version + 1, asked_at = excluded.asked_at`,
    { ...wakeup, at },
  );
}

export type WaitingWakeup = Wakeup & { version: number };

/** The oldest wakeups, or those of the given workflows. */
export async function waitingWakeups(db: Db, limit: number, only?: readonly string[]): Promise<WaitingWakeup[]> {
  return many(
    db,
    `SELECT workflow_id, workflow_type, subject_id, summary, version FROM wakeups
      WHERE (:all OR workflow_id = ANY(:only)) ORDER BY asked_at, workflow_id LIMIT :limit`,
    { all: only === undefined, only: only ?? [], limit },
  );
}

/** Delivers one wakeup, and removes it unless it was asked for again meanwhile. */
export async function deliverWakeup(
  db: Db,
  wakeup: WaitingWakeup,
  wake: (wakeup: Wakeup) => Promise<void>,
): Promise<void> {
  await wake(wakeup);
  await run(db, 'DELETE FROM wakeups WHERE workflow_id = :workflow_id AND version = :version', {
    workflow_id: wakeup.workflow_id,
    version: wakeup.version,
  });
}

/** Puts a wakeup that could not be delivered behind the others. */
export async function postponeWakeup(db: Db, wakeup: WaitingWakeup, at: string): Promise<void> {
  await run(db, 'UPDATE wakeups SET asked_at = :at WHERE workflow_id = :id', { id: wakeup.workflow_id, at });
}

/** Delivers the wakeups of the given workflows: what is tried at once after the commit that wrote them. */
export async function deliverWakeups(
  db: Db,
  workflowIds: readonly string[],
  wake: (wakeup: Wakeup) => Promise<void>,
): Promise<void> {
  if (workflowIds.length === 0) return;
  for (const wakeup of await waitingWakeups(db, workflowIds.length, workflowIds)) await deliverWakeup(db, wakeup, wake);
}

/**
 * Writes a wakeup for every row that waits: what `incasso resume` does, and enough to go on after the Temporal server
 * has lost everything. Waking a workflow that needs nothing is harmless.
 */
export async function wakeEverythingThatWaits(db: Db, at: string): Promise<number> {
  return run(
    db,
    `INSERT INTO wakeups (workflow_id, workflow_type, subject_id, summary, asked_at)
     SELECT w.workflow_id, w.workflow_type, w.subject_id, w.workflow_id, :at FROM (${waitingRowsSql}) w
     ON CONFLICT (workflow_id) DO UPDATE SET version = wakeups.version + 1, asked_at = excluded.asked_at`,
    { at },
  );
}
