import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { runSystemJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { proposeDueItems, freezeReadyLines } = activitiesWith('file');

/** Proposes due items where the system says so, guards and freezes the ready lines; each submission goes its own way. */
export async function collectionSend(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('collectionSend', input, async (run) => {
    const { proposed } = await proposeDueItems(run);
    const { submissions, frozen, blocked, shifted } = await freezeReadyLines(run);
    return {
      message:
        submissions.length === 0
          ? `nothing to send; ${blocked.count} blocked`
          : `${frozen.count} lines in ${submissions.map((made) => made.message_id).join(', ')}; ${blocked.count} blocked`,
      counts: {
        proposed,
        submissions: submissions.length,
        frozen: frozen.count,
        frozen_minor: frozen.sum_minor,
        blocked: blocked.count,
        blocked_minor: blocked.sum_minor,
        shifted,
      },
    };
  });
}
