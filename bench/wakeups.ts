import { join, resolve } from 'node:path';

import { printLine } from '../stack/log.ts';
import { startTemporal } from '../stack/temporalServer.ts';
import { type Benchmark, median } from './benchmark.ts';
import { runPiece, startPiece } from './piece.ts';
import type { BareWorkerInput } from './pieces/bareWorker.ts';
import type { SignalsInput, SignalsResult } from './pieces/signals.ts';

/**
 * G11: wakeups a second through the drain of the table and the port, beside the rate at which the same development server
 * takes the same calls bare. All go to workflows that wait in a worker, which wakes them.
 */
export const wakeups: Benchmark = {
  name: 'wakeups',
  defaultSize: 1_000,
  async run({ cluster, dir, size, runs }) {
    await cluster.create('wakeups');
    const serverDir = resolve(dir, 'temporal');
    const server = await startTemporal(join(serverDir, 'temporal.db'), join(serverDir, 'temporal.log'), printLine);
    const taskQueue = 'bench';
    try {
      const worker = startPiece<BareWorkerInput, object>('bareWorker', {
        address: server.address,
        taskQueue,
        workflows: 'waitingWorkflow',
      });
      await worker.ready;
      const rates = await runPiece<SignalsInput, SignalsResult>('signals', {
        address: server.address,
        taskQueue,
        databaseUrl: cluster.urlOf('wakeups'),
        size,
        repeats: runs,
      });
      worker.stop();
      await worker.result;
      const wakeupsPerSecond = median(rates.wakeups);
      const bare = median(rates.bare_signals_with_start);
      return {
        ratio: bare / wakeupsPerSecond,
        goal: undefined,
        compares: 'rate of bare signalWithStart, one after the other / rate of wakeups from the table',
        missing: [],
        figures: [
          { name: 'wakeups', unit: '1/s', value: wakeupsPerSecond },
          { name: 'bare signalWithStart', unit: '1/s', value: bare },
          { name: 'bare signal', unit: '1/s', value: median(rates.bare_signals) },
          {
            name: 'bare signalWithStart, 16 at once',
            unit: '1/s',
            value: median(rates.bare_signals_with_start_at_once),
          },
        ],
      };
    } finally {
      await server.stop();
      await cluster.drop('wakeups');
    }
  },
};
