import type { JobInput, JobReport } from '../domain/messages/jobs.ts';
import { runJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { findIdleRows } = activitiesWith('file');
const { forgetOldGuardRuns } = activitiesWith('database');

/** Looks for rows that wait while no workflow works on them, and clears away the guards' own old runs. */
export async function silenceCheck(input: JobInput): Promise<JobReport> {
  return runJob('silenceCheck', input, async () => {
    const { checked, resumed, raised } = await findIdleRows();
    const { forgotten } = await forgetOldGuardRuns();
    return {
      message: `${checked} rows wait; ${resumed} resumed, ${raised} raised`,
      counts: { checked, resumed, raised, forgotten },
    };
  });
}
