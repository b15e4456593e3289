import { ApplicationFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';

import type { JobName } from '../../domain/ids.ts';
import { jobInput, type JobReport, jobs, type SystemJobInput, systemJobInput } from '../../domain/messages/jobs.ts';
import { payAttention } from './attention.ts';
import { checked, sentence } from './entity.ts';
import { activitiesWith } from './profiles.ts';

const { beginJob, checkSystem } = activitiesWith('database');
const { endJob, raiseInstruction } = activitiesWith('desk');

export interface JobRun {
  job_run_id: number;
  actor: string;
}

export interface SystemJobRun extends JobRun {
  system: string;
}

/**
 * A job that runs once for one collection system. An inactive system ends it at once, with the reason; one that does not
 * exist is wrong input: the run fails with its sentence and raises nothing.
 */
export async function runSystemJob(
  job: JobName,
  input: unknown,
  story: (run: SystemJobRun) => Promise<JobReport>,
): Promise<JobReport> {
  const { system, actor, by_hand } = checked<SystemJobInput>(systemJobInput, input);
  const { run: runs, why } = await checkSystem({ system, job, by_hand }).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.create({ message: sentence(error), type: 'JOB_FAILED', nonRetryable: true });
  });
  return runInPlace(job, system, actor, async (run) => {
    if (!runs) return { message: why, counts: {} };
    return story({ ...run, system });
  });
}

/** A job that runs once for the whole installation. */
export async function runJob(
  job: JobName,
  input: unknown,
  story: (run: JobRun) => Promise<JobReport>,
): Promise<JobReport> {
  const { actor } = checked<{ actor?: string }>(jobInput, input ?? {});
  return runInPlace(job, 'all', actor, story);
}

/**
 * The net around a job: one run at a time for a scope, a report at the end, and never a wait. What fails is raised, and
 * the run ends as failed; the next run of the schedule tries again.
 */
async function runInPlace(
  job: JobName,
  scope: string,
  given: string | undefined,
  story: (run: JobRun) => Promise<JobReport>,
): Promise<JobReport> {
  payAttention({ start: jobs[job].scope === 'system' ? systemJobInput : jobInput });
  const actor = given ?? scheduledBy() ?? 'nobody named (web, unverified)';
  const place = await beginJob({ job, scope, actor });
  if (place.kind === 'already') return { message: place.message, counts: {} };
  const { job_run_id } = place;
  try {
    const report = await story({ job_run_id, actor });
    await endJob({ job_run_id, outcome: 'done', report });
    return report;
  } catch (error) {
    const message = isCancellation(error) ? 'stopped by hand' : sentence(error);
    await CancellationScope.nonCancellable(async () => {
      await endJob({ job_run_id, outcome: 'failed', report: { message, counts: {} } });
      await raiseJobFailed(`${job}/${scope}`, message, actor);
    });
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.create({ message, type: 'JOB_FAILED', nonRetryable: true });
  }
}

/** Asks for a person because of a run that failed. */
export async function raiseJobFailed(run: string, message: string, actor: string): Promise<void> {
  await raiseInstruction({
    cause: 'job_failed',
    subject_kind: 'job',
    subject_id: run,
    facts: { job: run, reason: message },
    actor,
  });
}

/** The schedule that started this run, when one did. */
function scheduledBy(): string | undefined {
  const schedule = workflowInfo().searchAttributes['TemporalScheduledById']?.[0];
  return typeof schedule === 'string' ? `schedule/${schedule}` : undefined;
}
