import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

import { piece, sayReady } from '../piece.ts';

export interface WaitingWorkerInput {
  address: string;
  taskQueue: string;
}

/** A worker of workflows that wait and do nothing when they are told to look. */
await piece<WaitingWorkerInput, object>(async ({ address, taskQueue }) => {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger });
  const connection = await NativeConnection.connect({ address });
  const workflowsPath = fileURLToPath(new URL('../data/waitingWorkflow.ts', import.meta.url));
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: await bundleWorkflowCode({ workflowsPath, logger }),
  });
  const running = worker.run();
  sayReady();
  // The SDK shuts the worker down when the process is told to end.
  await running;
  await connection.close();
  return {};
});
