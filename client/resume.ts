import type { EntityType } from '../db/silence.ts';
import { waitingRows } from '../db/silence.ts';
import { deliverWakeup, waitingWakeups, wakeEverythingThatWaits } from '../db/wakeups.ts';
import { inParallel } from '../domain/inParallel.ts';
import type { Context } from './context.ts';

export interface ResumeReport {
  /** How many rows of each kind wait. */
  waiting: Record<EntityType, number>;
  /** Workflows that were started or told to look. */
  told: number;
}

/**
 * Brings every waiting process back from its row (O13): enough after the Temporal server has lost everything. Telling a
 * workflow that runs is harmless, so it may be run at any time, and again after it was interrupted.
 */
export async function resumeAll(
  context: Context,
  { dryRun = false, onTold = () => {} }: { dryRun?: boolean; onTold?: (told: number, total: number) => void },
): Promise<ResumeReport> {
  const db = await context.db();
  const waiting = { submission: 0, inboundFile: 0, instruction: 0, dossier: 0, mandateSigning: 0 };
  for (const row of await waitingRows(db)) waiting[row.workflow_type] += 1;
  if (dryRun) return { waiting, told: 0 };
  await context.operator();
  const { port } = await context.temporal();
  const total = await wakeEverythingThatWaits(db, await context.now());
  let told = 0;
  while (told < total) {
    const batch = await waitingWakeups(db, 200);
    if (batch.length === 0) break;
    await inParallel(batch, 16, async (wakeup) => {
      await deliverWakeup(db, wakeup, (waits) => port.wake(waits));
      told += 1;
      onTold(told, total);
    });
  }
  return { waiting, told };
}
