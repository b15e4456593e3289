import { runJob } from '../../client/jobs.ts';
import { resumeAll } from '../../client/resume.ts';
import type { Db } from '../../db/connection.ts';
import { listInboundFiles } from '../../db/inboundFiles.ts';
import { recentJobRuns } from '../../db/jobRuns.ts';
import { countOfBusy } from '../../db/silence.ts';
import { listSubmissions } from '../../db/submissions.ts';
import type { JobName } from '../../domain/ids.ts';
import { jobs } from '../../domain/messages/jobs.ts';
import { setClock } from '../../stack/services.ts';
import { banksAreDone, morningOf, systems, until } from '../demo/days.ts';
import type { Drill } from './drill.ts';

/** What stood in the database at a moment: it must stand there after whatever comes. */
export interface Picture {
  submissions: string[];
  /** Hashes of the inbound files. */
  files: string[];
  /** How much of the work was done at this moment, and how much was on its way. */
  done: number;
  onTheWay: number;
}

/** Lets the files of a day go out, and returns in the middle of it: some have left, some have not. */
export async function inTheMiddleOfASend(drill: Drill, date: string): Promise<Picture> {
  await setClock(drill.office.clockFile, morningOf(date));
  await resumeAll(drill.context, {});
  await banksAreDone(drill.office, morningOf(date));
  return middleOf(drill, ['collectionSend'], async (db) => {
    const rows = await listSubmissions(db);
    return rows.map(({ message_id, state }) => ({ id: message_id, done: !stillToGo.includes(state) }));
  });
}

const stillToGo = ['frozen', 'written', 'approved', 'delivering'];

/** Lets the banks' files be taken in, and returns in the middle of it: some are applied, some are not. */
export async function inTheMiddleOfAnImport(drill: Drill): Promise<Picture> {
  return middleOf(drill, ['collectionStatus', 'paymentImport'], async (db) => {
    const rows = await listInboundFiles(db);
    return rows.map(({ sha256, state }) => ({ id: sha256, done: !['received', 'staged'].includes(state) }));
  });
}

/** Starts the jobs of every system without waiting for them, and looks until work that is new is half done. */
async function middleOf(
  drill: Drill,
  names: readonly JobName[],
  look: (db: Db) => Promise<{ id: string; done: boolean }[]>,
): Promise<Picture> {
  const { context } = drill;
  const db = await context.db();
  const before = new Set((await look(db)).map(({ id }) => id));
  for (const job of names) for (const system of systems) await runJob(context, job, system, false);
  let picture: Picture = { submissions: [], files: [], done: 0, onTheWay: 0 };
  await until(
    `${names.join(' and ')} are half done`,
    async () => {
      const fresh = (await look(db)).filter(({ id }) => !before.has(id));
      const done = fresh.filter((row) => row.done).length;
      if (done === 0 || done === fresh.length) return false;
      picture = await takePicture(db, done, fresh.length - done);
      return true;
    },
    60,
    1,
  );
  return picture;
}

async function takePicture(db: Db, done: number, onTheWay: number): Promise<Picture> {
  const [submissions, files] = await Promise.all([listSubmissions(db), listInboundFiles(db)]);
  return {
    submissions: submissions.map((row) => row.message_id),
    files: files.map((row) => row.sha256),
    done,
    onTheWay,
  };
}

/** After a kill: a lost activity is noticed by its silence, a lost wakeup is told within the minute. */
const goesOnSeconds = 150;

/** Waits until all that was on its way has gone on by itself, here and at the banks: nobody resumes anything. */
export async function workGoesOn(drill: Drill): Promise<void> {
  const db = await drill.context.db();
  const isQuiet = async (): Promise<boolean> => (await countOfBusy(db)) === 0 && !(await someJobRuns(db));
  await until('the work has gone on', isQuiet, goesOnSeconds, 100);
  await banksAreDone(drill.office, await drill.context.now());
}

async function someJobRuns(db: Db): Promise<boolean> {
  const runs = await recentJobRuns(db, 100);
  return runs.some((run) => run.ended_at === null && !jobs[run.job].guard);
}
