import { patched } from '@temporalio/workflow';

import type { JobReport, SystemJobInput } from '../domain/messages/jobs.ts';
import { runSystemJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { proposeDueItems, queuePreNotifications, freezeReadyLines } = activitiesWith('file');

/**
 * Proposes due items where the system says so, announces debits to those who are told by mail, guards and freezes the ready lines;
 * each submission goes its own way.
 */
export async function collectionSend(input: SystemJobInput): Promise<JobReport> {
  return runSystemJob('collectionSend', input, async (run) => {
    const { proposed } = await proposeDueItems(run);
    // runs that began with an earlier release tell nobody
    const announced = patched('pre-notification') ? await queuePreNotifications(run) : { mails: 0, lines: 0 };
    const { submissions, frozen, blocked, shifted } = await freezeReadyLines(run);
    return {
      message:
        submissions.length === 0
          ? `nothing to send; ${blocked.count} blocked`
          : `${frozen.count} lines in ${submissions.map((made) => made.message_id).join(', ')}; ${blocked.count} blocked`,
      counts: {
        proposed,
        announced: announced.lines,
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
