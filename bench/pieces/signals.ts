import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';

import { wakeupActivities } from '../../activities/wakeups.ts';
import { inTransaction, one } from '../../db/connection.ts';
import { writeWakeup } from '../../db/wakeups.ts';
import { lookSignalName } from '../../domain/messages/entity.ts';
import { temporalPort } from '../../ports/temporal.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';

export interface SignalsInput {
  address: string;
  taskQueue: string;
  databaseUrl: string;
  /** How many workflows wait. */
  size: number;
  /** Measured so often, one kind after the other. */
  repeats: number;
}

export interface SignalsResult {
  /** Signals a second to workflows that wait, one after the other. */
  bare_signals: number[];
  /** The same with signalWithStart, which a wakeup needs. */
  bare_signals_with_start: number[];
  /** The same, 16 at a time. */
  bare_signals_with_start_at_once: number[];
  /** Wakeups a second: the table drained through the port. */
  wakeups: number[];
}

const atOnce = 16;

await piece<SignalsInput, SignalsResult>(async ({ address, taskQueue, databaseUrl, size, repeats }) => {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const port = temporalPort(client, taskQueue);
  const ports = benchPorts(databaseUrl, '', port);
  const activities = wakeupActivities(ports);
  const ids = Array.from({ length: size }, (_, index) => index + 1);
  const wakeupOf = (id: number) => ({
    workflow_type: 'submission' as const,
    workflow_id: `submission/BENCH-${id}`,
    subject_id: id,
    summary: `submission BENCH-${id}`,
  });
  const rate = async (work: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now();
    await work();
    return size / ((performance.now() - begun) / 1000);
  };
  const signal = (id: number) => client.workflow.getHandle(wakeupOf(id).workflow_id).signal(lookSignalName);
  const wake = (id: number) => port.wake(wakeupOf(id));

  await inOrder(ids, wake, atOnce);
  const rates: SignalsResult = {
    bare_signals: [],
    bare_signals_with_start: [],
    bare_signals_with_start_at_once: [],
    wakeups: [],
  };
  for (let n = 1; n <= repeats; n += 1) {
    rates.bare_signals.push(await rate(() => inOrder(ids, signal, 1)));
    rates.bare_signals_with_start.push(await rate(() => inOrder(ids, wake, 1)));
    rates.bare_signals_with_start_at_once.push(await rate(() => inOrder(ids, wake, atOnce)));
    const at = await ports.clock.now();
    await inTransaction(ports.db, async (trx) => {
      for (const id of ids) await writeWakeup(trx, wakeupOf(id), at);
    });
    rates.wakeups.push(await rate(() => new MockActivityEnvironment().run(() => activities.drainWakeups())));
    const left = await one<{ count: number }>(ports.db, 'wakeups', 'SELECT count(*)::int AS count FROM wakeups');
    if (left.count > 0) throw new Error(`${left.count} wakeups are left`);
  }
  await ports.db.destroy();
  await connection.close();
  return rates;
});

/** Does it for each id, `width` at the same time. */
async function inOrder(ids: number[], work: (id: number) => Promise<unknown>, width: number): Promise<void> {
  const left = ids.values();
  const lane = async (): Promise<void> => {
    for (const id of left) await work(id);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
