import type { JobInput, JobReport } from '../domain/messages/jobs.ts';
import { runJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { sendWaitingMails } = activitiesWith('exchange');

/** Sends the mails that wait. */
export async function mailSend(input: JobInput): Promise<JobReport> {
  return runJob('mailSend', input, async () => {
    const { messages, mails, waiting } = await sendWaitingMails();
    return { message: `${mails} mails in ${messages} messages, ${waiting} wait`, counts: { messages, mails, waiting } };
  });
}
