import { patched } from '@temporalio/workflow';

import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { agreementFiles } from './support/changes.ts';
import { runSystemJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { freezeAgreements } = activitiesWith('file');

/** Freezes the agreements that started or ended here and are complete; their submission goes its own way. */
export async function agreementSend(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('agreementSend', input, async (run): Promise<JobReport> => {
    if (!patched(agreementFiles)) return { message: 'nothing to do', counts: {} };
    const { submission, incomplete } = await freezeAgreements(run);
    const waiting = incomplete.reduce((sum, { count }) => sum + count, 0);
    const sent = submission ? `${submission.line_count} agreements in ${submission.message_id}` : 'nothing to send';
    const why = incomplete.map(({ reason, count, references }) => `${count} ${reason} (${references.join(', ')})`);
    return {
      message: [`${sent}; ${waiting} incomplete`, ...why].join('; '),
      counts: { submissions: submission ? 1 : 0, frozen: submission?.line_count ?? 0, incomplete: waiting },
    };
  });
}
