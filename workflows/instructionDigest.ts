import type { JobInput, JobReport } from '../domain/messages/jobs.ts';
import { runJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { makeDigests } = activitiesWith('sweep');

/** Makes the digests of every second Monday, each at 08:00 of its recipient; run every hour, it makes each once. */
export async function instructionDigest(input: JobInput): Promise<JobReport> {
  return runJob('instructionDigest', input, async () => {
    const { mailed, empty } = await makeDigests();
    return { message: `${mailed} digests mailed, ${empty} had nothing to say`, counts: { mailed, empty } };
  });
}
