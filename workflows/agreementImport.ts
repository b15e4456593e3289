import { patched } from '@temporalio/workflow';

import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { agreementFiles } from './support/changes.ts';
import { takeIn } from './support/intake.ts';
import { runSystemJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { retryWaitingAgreements } = activitiesWith('file');

/** Tries the work list again, then fetches what the payment centre says of agreements; each file goes its own way. */
export async function agreementImport(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('agreementImport', input, async (run) => {
    if (!patched(agreementFiles)) return { message: 'nothing to do', counts: {} };
    const { matched } = await retryWaitingAgreements(run);
    const { message, counts } = await takeIn(run, 'agreements');
    const also = matched > 0 ? `; ${matched} of the work list have their customer now` : '';
    return { message: message + also, counts: { ...counts, matched } };
  });
}
