import type { JobInput, JobReport } from '../domain/messages/jobs.ts';
import { runJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { expireUnusedMandates } = activitiesWith('file');

/** Ends mandates with which nothing was presented for 36 months, and warns of those that are 60 days from it. */
export async function mandateExpiry(input: JobInput): Promise<JobReport> {
  return runJob('mandateExpiry', input, async () => {
    const { expired, warned } = await expireUnusedMandates();
    return { message: `${expired} mandates expired, ${warned} warned of`, counts: { expired, warned } };
  });
}
