import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { runSystemJob } from './support/job.ts';

/** SEPA mandates travel with the first collection: there is nothing to send, and the run says so. */
export async function agreementSend(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('agreementSend', input, ({ system }) =>
    Promise.resolve({
      message: `${system} has no agreement files: mandates travel with the first collection`,
      counts: {},
    }),
  );
}
