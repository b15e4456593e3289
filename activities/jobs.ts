import { activityInfo } from '@temporalio/activity';

import { abandonJobRun, beginJobRun, endJobRun, forgetGuardRuns } from '../db/jobRuns.ts';
import { type JobName, jobNames } from '../domain/ids.ts';
import { type JobReport, jobs } from '../domain/messages/jobs.ts';
import type { Ports } from './boundary.ts';

/** `already`: another run holds the place; the sentence says since when and as what. */
export type JobPlace = { kind: 'begun'; job_run_id: number } | { kind: 'already'; message: string };

const guardRunsKeptMs = 7 * 86_400_000;

export function jobActivities(ports: Ports) {
  return {
    /** Takes the place of a run. A place held by a workflow that is no longer running is taken over. */
    async beginJob(input: { job: JobName; scope: string; actor: string }): Promise<JobPlace> {
      const { workflowId, runId } = workflowOf();
      for (;;) {
        const at = await ports.clock.now();
        const place = await beginJobRun(ports.db, { ...input, workflow_id: workflowId, run_id: runId, at });
        if (place.kind === 'begun') return { kind: 'begun', job_run_id: place.id };
        const { other } = place;
        if (await ports.temporal.isRunning(other.workflow_id, other.run_id)) {
          return { kind: 'already', message: `running since ${other.started_at} as ${other.workflow_id}` };
        }
        await abandonJobRun(ports.db, other.id, at);
      }
    },

    /** Guards run every minute: their finished runs are kept for a week. */
    async forgetOldGuardRuns(): Promise<{ forgotten: number }> {
      const before = new Date(Date.parse(await ports.clock.now()) - guardRunsKeptMs).toISOString();
      return {
        forgotten: await forgetGuardRuns(
          ports.db,
          jobNames.filter((job) => jobs[job].guard),
          before,
        ),
      };
    },

    async endJob(input: { job_run_id: number; outcome: 'done' | 'failed'; report: JobReport }): Promise<void> {
      const { job_run_id: id, outcome, report } = input;
      await endJobRun(ports.db, { id, outcome, report, at: await ports.clock.now() });
    },
  };
}

function workflowOf(): { workflowId: string; runId: string } {
  const { workflowExecution } = activityInfo();
  return { workflowId: workflowExecution?.workflowId ?? 'none', runId: workflowExecution?.runId ?? 'none' };
}
