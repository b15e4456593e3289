import type { JobInput, JobReport } from '../domain/messages/jobs.ts';
import { runJob } from './support/job.ts';
import { activitiesWith } from './support/profiles.ts';

const { postCollectionJournal } = activitiesWith('file');

/** Posts what is marked posting allowed, in double entry; submissions of which everything is posted are reconciled. */
export async function journalPosting(input: JobInput): Promise<JobReport> {
  return runJob('journalPosting', input, async (run) => {
    const report = await postCollectionJournal(run);
    const parked = report.parked.reduce((sum, part) => sum + part.count, 0);
    return {
      message: `${report.posted} posted, ${parked} parked, ${report.waiting} not allowed yet`,
      counts: {
        posted: report.posted,
        posted_minor: report.sum_minor,
        parked,
        waiting: report.waiting,
        reconciled: report.reconciled.length,
      },
    };
  });
}
