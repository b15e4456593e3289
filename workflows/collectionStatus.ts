import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { takeIn } from './support/intake.ts';
import { runSystemJob } from './support/job.ts';

/** Fetches the bank's status messages, and receipts of a payment centre; each file goes its own way. */
export async function collectionStatus(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('collectionStatus', input, (run) => takeIn(run, 'status'));
}
