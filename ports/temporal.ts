import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { connectorQueue } from '../domain/ids.ts';
import { lookSignalName } from '../domain/messages/entity.ts';
import { type SearchAttribute, searchAttributes } from '../domain/searchAttributes.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';

/** What activities need of the Temporal server: tell a workflow to look, and whether one is alive. */
export interface Temporal {
  /** Starts the workflow, or tells the running one to look at its row. Doing it twice is one look more. */
  wake(wakeup: { workflow_type: string; workflow_id: string; subject_id: number; summary: string }): Promise<void>;
  isRunning(workflowId: string, runId?: string): Promise<boolean>;
  /** Running, and its workflow task does not fail again and again: the server calls that running too. */
  isWorking(workflowId: string): Promise<boolean>;
  /** Whether a connector asks for tasks. */
  hasConnector(): Promise<boolean>;
}

/** A connection to the server for client/ and workers/; its `port` is what activities get. */
export interface TemporalConnection {
  client: Client;
  connection: Connection;
  port: Temporal;
  close(): Promise<void>;
}

/** Connects as configured; TLS, API key and profile come from the SDK's usual variables. Throws TEMPORAL. */
export async function connectTemporal(config: Config): Promise<TemporalConnection> {
  const { connectionOptions } = loadClientConnectConfig();
  let connection: Connection;
  try {
    connection = await Connection.connect({
      ...connectionOptions,
      address: config.temporalAddress,
      connectTimeout: '10s',
    });
  } catch (error) {
    throw new IncassoError('TEMPORAL', `no Temporal server answers on ${config.temporalAddress}: ${sentenceOf(error)}`);
  }
  const client = new Client({ connection, namespace: config.temporalNamespace });
  return { client, connection, port: temporalPort(client, config.taskQueue), close: () => connection.close() };
}

/** The port on a client; tests give it one that does not skip time. */
export function temporalPort(client: Client, taskQueue: string): Temporal {
  return {
    async wake(wakeup) {
      try {
        await client.workflow.signalWithStart(wakeup.workflow_type, {
          workflowId: wakeup.workflow_id,
          taskQueue,
          args: [{ id: wakeup.subject_id }],
          signal: lookSignalName,
          signalArgs: [],
          staticSummary: wakeup.summary,
          staticDetails: 'What is waited for stands in the current details; what can be sent, in the query `help`.',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        });
      } catch (error) {
        throw new IncassoError('TEMPORAL', `${wakeup.workflow_id} could not be woken: ${sentenceOf(error)}`, {
          cause: error,
        });
      }
    },
    isRunning: async (workflowId, runId) => (await describe(client, workflowId, runId)).running,
    isWorking: async (workflowId) => {
      const { running, failedTasks } = await describe(client, workflowId);
      return running && failedTasks < failedTasksOfStuck;
    },
    hasConnector: async () => (await pollersOf(client, taskQueue, 'connector')) > 0,
  };
}

const queueTypes = { worker: 1, connector: 2 } as const;

/** A poll lasts up to a minute; the server remembers pollers for five, also those of a worker that has ended. */
const pollingMs = 75_000;

/** How many pollers the server has seen in the last minute on the task queue of the workers, or of the connectors. */
export async function pollersOf(client: Client, taskQueue: string, role: keyof typeof queueTypes): Promise<number> {
  const answer = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: role === 'worker' ? taskQueue : connectorQueue(taskQueue) },
    taskQueueType: queueTypes[role],
  });
  const now = Date.parse(await systemClock.now());
  return (answer.pollers ?? []).filter((poller) => now - tsToMs(poller.lastAccessTime) < pollingMs).length;
}

const failedTasksOfStuck = 5;

/** A workflow that the server does not know runs no more. Throws TEMPORAL. */
async function describe(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<{ running: boolean; failedTasks: number }> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId, runId).describe();
    return { running: status.name === 'RUNNING', failedTasks: (raw.pendingWorkflowTask?.attempt ?? 1) - 1 };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { running: false, failedTasks: 0 };
    throw new IncassoError('TEMPORAL', `${workflowId} could not be asked: ${sentenceOf(error)}`, { cause: error });
  }
}

const searchAttributeNames = Object.keys(searchAttributes) as SearchAttribute[];
const attributeTypes = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 } as const;

/** Registers the product's search attributes in a namespace; those already there are left. Returns the names added. */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const there = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributeNames.filter((name) => !(name in there.customAttributes));
  if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  return missing;
}

/** Adds search attributes; a server that has one of them already refuses. */
export async function addSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
  names: readonly SearchAttribute[] = searchAttributeNames,
): Promise<void> {
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(names.map((name) => [name, attributeTypes[searchAttributes[name]]])),
  });
}
