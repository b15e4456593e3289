import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { takeIn } from './support/intake.ts';
import { runSystemJob } from './support/job.ts';

/** Fetches the bank's payments, returns and refunds; each file goes its own way. */
export async function paymentImport(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('paymentImport', input, (run) => takeIn(run, 'payments'));
}
