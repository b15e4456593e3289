import { WorkflowFailedError } from '@temporalio/client';

import { findSystem } from '../db/parties.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { jobId, type JobName } from '../domain/ids.ts';
import { type JobReport, jobs } from '../domain/messages/jobs.ts';
import { pollersOf } from '../ports/temporal.ts';
import type { Context } from './context.ts';

export interface JobOutcome {
  workflow_id: string;
  /** `started`: nobody waited for the end. */
  outcome: 'done' | 'failed' | 'started';
  report: JobReport;
}

/**
 * Starts a job now and waits for its report. While another run of it goes on, the report says since when and as what.
 * Without a worker nothing is started: the wait would have no end. Throws NOT_FOUND, REFUSED, TEMPORAL.
 * @param scope - code of a collection system, or 'all'.
 */
export async function runJob(context: Context, job: JobName, scope: string, wait = true): Promise<JobOutcome> {
  const actor = await context.operator();
  if (jobs[job].scope === 'system') await findSystem(await context.db(), scope);
  if (wait && (await workersPolling(context)) === 0) {
    throw new IncassoError(
      'REFUSED',
      `no worker polls the task queue ${context.config.taskQueue}: start one with "incasso worker" (nothing was started)`,
    );
  }
  const { client } = await context.temporal();
  const workflowId = jobId(job, scope, await context.now());
  const handle = await client.workflow.start(job, {
    workflowId,
    taskQueue: context.config.taskQueue,
    args: [jobs[job].scope === 'system' ? { system: scope, actor, by_hand: true } : { actor }],
    staticSummary: `${jobs[job].about} (by ${actor})`,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  if (!wait) return { workflow_id: workflowId, outcome: 'started', report: { message: 'started', counts: {} } };
  try {
    return { workflow_id: workflowId, outcome: 'done', report: (await handle.result()) as JobReport };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return {
      workflow_id: workflowId,
      outcome: 'failed',
      report: { message: sentenceOf(error.cause ?? error), counts: {} },
    };
  }
}

/** How many pollers the server has seen in the last minute on the task queue of the workers, or of the connectors. */
export async function workersPolling(context: Context, role: 'worker' | 'connector' = 'worker'): Promise<number> {
  const { client } = await context.temporal();
  return pollersOf(client, context.config.taskQueue, role);
}
