import { activityInfo } from '@temporalio/activity';

import { abandonJobRun, beginJobRun, endJobRun } from '../db/jobRuns.ts';
import type { JobName } from '../domain/ids.ts';
import type { JobReport } from '../domain/messages/jobs.ts';
import type { Ports } from './boundary.ts';

/** `already`: another run holds the place; the sentence says since when and as what. */
export type JobPlace = { kind: 'begun'; job_run_id: number } | { kind: 'already'; message: string };

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
