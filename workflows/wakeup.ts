import type { JobInput, JobReport } from '../domain/messages/jobs.ts';
import { runJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { drainWakeups } = activitiesWith('sweep');

/** Tells waiting workflows that their row has changed: what was not told right after its commit is told here. */
export async function wakeup(input: JobInput): Promise<JobReport> {
  return runJob('wakeup', input, async () => {
    const { delivered, left } = await drainWakeups();
    return { message: `${delivered} told, ${left} left`, counts: { delivered, left } };
  });
}
