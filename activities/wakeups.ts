import { heartbeat } from '@temporalio/activity';

import { deliverWakeup, deliverWakeups, postponeWakeup, waitingWakeups } from '../db/wakeups.ts';
import { sentenceOf } from '../domain/errors.ts';
import { inParallel } from '../domain/inParallel.ts';
import type { Ports } from './boundary.ts';

/**
 * Delivers wakeups right after the commit that wrote them. Best effort: what fails here stays in the table, and the
 * wakeup job delivers it within the minute.
 */
export async function wakeNow(ports: Ports, workflowIds: readonly string[]): Promise<void> {
  try {
    await deliverWakeups(ports.db, workflowIds, (wakeup) => ports.temporal.wake(wakeup));
  } catch (error) {
    ports.log.warn({ reason: sentenceOf(error) }, 'wakeups are left to the wakeup job');
  }
}

const drainAtMost = 50_000;
const atOnce = 16;

export function wakeupActivities(ports: Ports) {
  return {
    /**
     * Drains the table of wakeups at the configured rate. One that cannot be delivered goes behind the others; when none
     * of a batch can, the server is at fault and the run fails.
     */
    async drainWakeups(): Promise<{ delivered: number; left: number }> {
      const pauseMs = 1000 / ports.settings.wakeupsPerSecond;
      let delivered = 0;
      let next = performance.now();
      while (delivered < drainAtMost) {
        const batch = await waitingWakeups(ports.db, 200);
        if (batch.length === 0) return { delivered, left: 0 };
        const failures: unknown[] = [];
        await inParallel(batch, atOnce, async (wakeup) => {
          const turn = next;
          next = Math.max(next, performance.now()) + pauseMs;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, turn - performance.now())));
          try {
            await deliverWakeup(ports.db, wakeup, (waiting) => ports.temporal.wake(waiting));
            delivered += 1;
          } catch (error) {
            failures.push(error);
            await postponeWakeup(ports.db, wakeup, await ports.clock.now());
          }
          heartbeat({ delivered });
        });
        if (failures.length === batch.length) throw failures[0];
      }
      return { delivered, left: (await waitingWakeups(ports.db, drainAtMost)).length };
    },
  };
}
