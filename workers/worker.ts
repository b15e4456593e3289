import { fileURLToPath } from 'node:url';

import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

import { createActivities, type Ports } from '../activities/index.ts';
import { connectorQueue } from '../domain/ids.ts';
import type { Config } from '../ports/config.ts';
import type { Log } from '../ports/log.ts';
import { signsOfLife } from './signsOfLife.ts';

const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** Bundles the workflow code once; takes a second or two. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}

/** Sends the SDK's log through ours. Once per process, before anything else of the SDK. */
export function installRuntime(log: Log): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const line = { ...meta };
      if (level === 'ERROR') log.error(line, message);
      else if (level === 'WARN') log.warn(line, message);
      else log.debug(line, message);
    }),
  });
}

/** A worker that can be run; `close` ends its connection. */
export interface CreatedWorker {
  worker: Worker;
  close: () => Promise<void>;
}

/** A worker of the product's task queue: all workflows, all activities. `run()` it; `shutdown()` ends it gracefully. */
export async function createWorker(config: Config, ports: Ports): Promise<CreatedWorker> {
  return create(config, ports, {
    taskQueue: config.taskQueue,
    workflowBundle: await bundleWorkflows(),
    maxConcurrentActivityTaskExecutions: config.activitySlots,
    maxCachedWorkflows: 500,
  });
}

/** A connector: does tasks at the accounting package, and nothing else. Several share the dossiers (T2). */
export async function createConnector(config: Config, ports: Ports): Promise<CreatedWorker> {
  return create(config, ports, {
    taskQueue: connectorQueue(config.taskQueue),
    maxConcurrentActivityTaskExecutions: config.connectorSlots,
  });
}

async function create(
  config: Config,
  ports: Ports,
  of: Pick<
    WorkerOptions,
    'taskQueue' | 'workflowBundle' | 'maxConcurrentActivityTaskExecutions' | 'maxCachedWorkflows'
  >,
): Promise<CreatedWorker> {
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await NativeConnection.connect({ ...connectionOptions, address: config.temporalAddress });
  const worker = await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    activities: createActivities(ports),
    interceptors: { activity: [signsOfLife] },
    shutdownGraceTime: '20 seconds',
    shutdownForceTime: '30 seconds',
    ...of,
  });
  return { worker, close: () => connection.close() };
}
