import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { resumeAll } from '../../client/resume.ts';
import { printLine } from '../../stack/log.ts';
import { type Check, equal } from '../demo/checks.ts';
import { banksAreDone, everythingIsQuiet } from '../demo/days.ts';
import { checkAfterKill } from './checks.ts';
import type { Drill } from './drill.ts';
import { inTheMiddleOfAnImport, inTheMiddleOfASend, type Picture, workGoesOn } from './moments.ts';

/** The worker dies while files are on their way to the banks. */
export async function killWorker(drill: Drill, date: string): Promise<Check[]> {
  const before = tell('kill -9 the worker', await inTheMiddleOfASend(drill, date));
  await drill.kill('worker');
  await drill.startAgain();
  await workGoesOn(drill);
  return checkAfterKill(drill, 'worker killed', before);
}

/** PostgreSQL dies while files of the banks are being read and applied. */
export async function killPostgres(drill: Drill): Promise<Check[]> {
  const before = tell('kill -9 PostgreSQL', await inTheMiddleOfAnImport(drill));
  await drill.kill('postgres');
  await drill.startAgain();
  await workGoesOn(drill);
  return checkAfterKill(drill, 'PostgreSQL killed', before);
}

/** The Temporal server dies while files are on their way. */
export async function killTemporal(drill: Drill, date: string): Promise<Check[]> {
  const before = tell('kill -9 the Temporal server', await inTheMiddleOfASend(drill, date));
  await drill.kill('temporal');
  await drill.startAgain();
  await workGoesOn(drill);
  return checkAfterKill(drill, 'Temporal killed', before);
}

/** The launcher dies and its parts live on: the next start takes over the servers, with their work, and stops the rest. */
export async function killLauncher(drill: Drill, date: string): Promise<Check[]> {
  const refused = await drill.startBeside();
  const before = tell('kill -9 the launcher', await inTheMiddleOfASend(drill, date));
  await drill.kill('launcher');
  await drill.startAgain();
  const said = drill.lines.map((line) => line.replace(/ \(pid \d+\)| on port \d+/g, ''));
  await workGoesOn(drill);
  return [
    equal('a second launcher is told that one runs', /already running \(pid \d+\)/.test(refused), true),
    ...['postgres: took over the running server', 'temporal server: took over the running one'].map((line) =>
      equal(`launcher killed: says "${line}"`, said.includes(line), true),
    ),
    ...['worker', 'bank-banka', 'bank-bankb', 'mailbox'].map((part) =>
      equal(
        `launcher killed: says that it stops ${part}`,
        said.includes(`${part}: stopping the one that was left running`),
        true,
      ),
    ),
    ...(await checkAfterKill(drill, 'launcher killed', before)),
  ];
}

const everything = ['launcher', 'worker', 'bank-banka', 'bank-bankb', 'mailbox', 'temporal', 'postgres'] as const;

/** All parts die in one moment, as in a power cut. */
export async function killEverything(drill: Drill, date: string): Promise<Check[]> {
  const before = tell('kill -9 everything at once', await inTheMiddleOfASend(drill, date));
  await drill.kill(...everything);
  await drill.startAgain();
  await workGoesOn(drill);
  return checkAfterKill(drill, 'everything killed', before);
}

/** O13: the Temporal server loses all it had, with work on its way; setup and resume bring every process back from its row. */
export async function loseTemporal(drill: Drill, date: string): Promise<Check[]> {
  const before = tell(
    'kill -9 everything and delete the data of the Temporal server',
    await inTheMiddleOfASend(drill, date),
  );
  await drill.kill(...everything);
  await rm(join(drill.office.dataDir, 'temporal'), { recursive: true });
  await drill.startAgain();
  const { waiting, told } = await resumeAll(drill.context, {});
  const rows = Object.values(waiting).reduce((sum, count) => sum + count, 0);
  printLine(`  incasso resume: ${told} of ${rows} waiting rows told`);
  await everythingIsQuiet(drill.context);
  await banksAreDone(drill.office, await drill.context.now());
  return [
    equal('Temporal lost: some rows wait, and resume tells each', [rows > 0, told >= rows], [true, true]),
    ...(await checkAfterKill(drill, 'Temporal lost', before)),
  ];
}

function tell(what: string, moment: Picture): Picture {
  printLine(`${what} in the middle of the work: ${moment.done} done, ${moment.onTheWay} on the way`);
  return moment;
}
