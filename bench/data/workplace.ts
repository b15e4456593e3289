import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';

import type { Ports } from '../../activities/index.ts';
import { wakeupActivities } from '../../activities/wakeups.ts';
import { registerSearchAttributes, temporalPort } from '../../ports/temporal.ts';
import { printLine } from '../../stack/log.ts';
import { startTemporal } from '../../stack/temporalServer.ts';
import type { BenchContext } from '../benchmark.ts';
import { type RunningPiece, startPiece } from '../piece.ts';
import type { BareWorkerInput } from '../pieces/bareWorker.ts';
import type { ProductWorkerInput } from '../pieces/productWorker.ts';
import { benchPorts } from '../ports.ts';

const taskQueue = 'bench';
export const bareQueue = 'bare';

/** A database, a Temporal server, and workers of the product on both: what the benchmarks of workflows work on. */
export interface Workplace {
  client: Client;
  ports: Ports;
  /** Tells all workflows that are to be woken. */
  drain(): Promise<void>;
  /** How many workflows the server lists for a query. */
  count(query: string): Promise<number>;
  /** How many workflows of a type have come to their end; runs that were continued do not count. */
  ended(workflowType: string): Promise<number>;
  /** Starts a worker or a connector of the product; `more` are settings beside the usual ones. */
  product(role: ProductWorkerInput['role'], more?: Record<string, string>): RunningPiece<object>;
  /** Starts a worker with nothing of the product. */
  bare(of: Partial<BareWorkerInput>): RunningPiece<object>;
  close(): Promise<void>;
}

/** Opens it in the folder of the benchmark, on an empty database named after it. */
export async function openWorkplace(
  { cluster, dir }: Pick<BenchContext, 'cluster' | 'dir'>,
  database: string,
): Promise<Workplace> {
  await cluster.create(database);
  const server = await startTemporal(join(dir, 'temporal.db'), join(dir, 'temporal.log'), printLine);
  const connection = await Connection.connect({ address: server.address });
  await registerSearchAttributes(connection, 'default');
  const client = new Client({ connection });
  const ports = benchPorts(cluster.urlOf(database), '', temporalPort(client, taskQueue));
  const usual = {
    DATABASE_URL: cluster.urlOf(database),
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE: taskQueue,
    INCASSO_DATA_DIR: dir,
  };
  const count = async (query: string) => (await client.workflow.count(query)).count;
  return {
    client,
    ports,
    drain: async () => {
      await new MockActivityEnvironment().run(() => wakeupActivities(ports).drainWakeups());
    },
    count,
    ended: (workflowType) => count(`WorkflowType = '${workflowType}' AND ExecutionStatus = 'Completed'`),
    product: (role, more = {}) =>
      startPiece<ProductWorkerInput, object>('productWorker', { role, env: { ...usual, ...more } }),
    bare: (of) =>
      startPiece<BareWorkerInput, object>('bareWorker', { address: server.address, taskQueue: bareQueue, ...of }),
    close: async () => {
      await ports.db.destroy();
      await connection.close();
      await server.stop();
      await cluster.drop(database);
    },
  };
}

/** Waits until all of them work; the result ends them. */
export async function whenAllReady(pieces: RunningPiece<object>[]): Promise<() => Promise<void>> {
  for (const piece of pieces) await piece.ready;
  return async () => {
    for (const piece of pieces) piece.stop();
    for (const piece of pieces) await piece.result;
  };
}
