import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

import { piece, sayReady } from '../piece.ts';

export interface BareWorkerInput {
  address: string;
  taskQueue: string;
  /** A file of `bench/data/` with workflows; without it the worker has the activity `doNothing`. */
  workflows?: string;
  slots?: number;
}

/** A worker with nothing of the product: of workflows, or of an activity that does nothing. */
await piece<BareWorkerInput, object>(async ({ address, taskQueue, workflows, slots = 100 }) => {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const connection = await NativeConnection.connect({ address });
  const of =
    workflows === undefined
      ? { activities: { doNothing: () => Promise.resolve() } }
      : { workflowBundle: await bundleWorkflowCode({ workflowsPath: pathOf(workflows), logger }) };
  const worker = await Worker.create({
    connection,
    taskQueue,
    maxConcurrentActivityTaskExecutions: slots,
    maxCachedWorkflows: 500,
    ...of,
  });
  const running = worker.run();
  sayReady();
  // The SDK shuts the worker down when the process is told to end.
  await running;
  await connection.close();
  return {};
});

function pathOf(workflows: string): string {
  return fileURLToPath(new URL(`../data/${workflows}.ts`, import.meta.url));
}
