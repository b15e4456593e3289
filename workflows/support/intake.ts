import type { Wanted } from '../../activities/inboundFiles.ts';
import type { JobReport } from '../../domain/messages/jobs.ts';
import type { SystemJobRun } from './job.ts';
import { activitiesWith } from './profiles.ts';

const { takeFilesIn } = activitiesWith('exchange');

/** Takes in what waits in the inbox of the run's system. Nothing there is no failure: the next run looks again. */
export async function takeIn(run: SystemJobRun, wanted: Wanted): Promise<JobReport> {
  const { found, taken, known, left } = await takeFilesIn({ ...run, wanted });
  const message = taken > 0 ? `${taken} files taken in` : 'nothing new';
  return { message, counts: { found, taken, known, left } };
}
