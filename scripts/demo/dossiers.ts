import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Context, openContext } from '../../client/context.ts';
import { decide, handleInstruction } from '../../client/instructions.ts';
import { readMonitor } from '../../client/monitor.ts';
import { formatTable } from '../../client/table.ts';
import { type InstructionRow, listInstructions } from '../../db/instructions.ts';
import { mailsTo } from '../../db/mails.ts';
import { listTasks } from '../../db/tasks.ts';
import type { CauseName } from '../../domain/causes.ts';
import { sentenceOf } from '../../domain/errors.ts';
import type { Decision } from '../../domain/messages/instruction.ts';
import { packageReference } from '../../domain/tasks.ts';
import { type Check, equal } from './checks.ts';
import { everythingIsQuiet, run } from './days.ts';
import type { Office } from './office.ts';

type Print = (line: string) => void;

/** The dossier that is left blocked, so that its reminder and its digest are seen. */
const leftAlone = 'slagerij-smit';

/** What the samples make the package refuse: dossier and cause. */
const refused: Record<string, CauseName> = {
  'brasserie-du-parc': 'double_booking',
  'drukkerij-maas': 'package_database_error',
  'fietsen-van-loon': 'wrong_vat_code',
  'kapsalon-jose': 'unknown_journal',
  'librairie-hugo': 'wrong_period',
  'nieuw-begin': 'unknown_dossier',
  'pharmacie-nord': 'unknown_document',
  [leftAlone]: 'wrong_period',
  'verkeerd-geklikt': 'unknown_dossier',
};

/** A day of tasks for the dossiers; then the office and support deal with what failed, but for one dossier. */
export async function dealWithDossiers(context: Context, print: Print): Promise<Check[]> {
  await run(context, 'wakeup');
  await everythingIsQuiet(context);
  await printMonitor(context, print);
  const blocked = await openOnes(context);
  const checks = [
    equal(
      'each dossier that the package refused is blocked, with one instruction',
      blocked.map((row) => `${row.dossier}: ${row.cause}`).sort(),
      Object.entries(refused).map(([dossier, cause]) => `${dossier}: ${cause}`),
    ),
    equal(
      'every other dossier is free',
      (await openTasks(context)).filter((dossier) => !(dossier in refused)),
      [],
    ),
  ];
  checks.push(...(await actAsPeople(context, print)));
  await everythingIsQuiet(context);
  checks.push(
    equal('what people decided set their dossiers free', await openTasks(context), [leftAlone]),
    await eachDoneOnce(context),
  );
  return checks;
}

/** The office and support, each with their own rights. */
async function actAsPeople(context: Context, print: Print): Promise<Check[]> {
  const open = await openOnes(context);
  const act = async (who: string, dossier: string, choice: Omit<Decision, 'actor'>): Promise<string> => {
    const row = open.find((one) => one.dossier === dossier);
    const sentence = await as(context, who, (theirs) => decide(theirs, row?.id ?? 0, choice)).then(
      ({ message }) => message,
      sentenceOf,
    );
    print(`${who}: ${dossier} (${row?.cause}): ${sentence}`);
    return sentence;
  };
  const stillWrong = await act('hanna', 'fietsen-van-loon', { outcome: 'retry', input: { vat_code: 'V12' } });
  await act('hanna', 'fietsen-van-loon', { outcome: 'retry', input: { vat_code: 'V21' } });
  await act('igor', 'librairie-hugo', { outcome: 'retry', input: { period: '2026-01', booked_on: '2026-01-05' } });
  await act('igor', 'brasserie-du-parc', { outcome: 'cancel', reason: 'it was submitted twice' });
  await act('igor', 'pharmacie-nord', { outcome: 'cancel', reason: 'deleted by hand already' });
  await act('hanna', 'nieuw-begin', { outcome: 'retry', input: { package_code: 'D-1019' } });
  const unconfirmed = await act('hanna', 'verkeerd-geklikt', { outcome: 'cancel', reason: 'clicked by mistake' });
  await act('hanna', 'verkeerd-geklikt', {
    outcome: 'cancel',
    reason: 'clicked by mistake',
    input: { also_cancel: 2 },
  });
  const notTheirs = await act('hanna', 'drukkerij-maas', { outcome: 'retry' });
  await act('carla', 'drukkerij-maas', { outcome: 'retry' });
  const hair = open.find((one) => one.dossier === 'kapsalon-jose')?.id ?? 0;
  const handle = (who: string, name: 'escalate' | 'handBack', reason: string) =>
    as(context, who, (theirs) => handleInstruction(theirs, hair, name, { reason }));
  print(`hanna: kapsalon-jose: ${(await handle('hanna', 'escalate', 'is there no journal DIV?')).message}`);
  print(`carla: kapsalon-jose: ${(await handle('carla', 'handBack', 'use AK')).message}`);
  await act('hanna', 'kapsalon-jose', { outcome: 'retry', input: { journal: 'AK' } });
  return [
    { name: 'a correction that is still wrong is refused', ok: stillWrong.includes('still wrong'), seen: stillWrong },
    { name: 'cancelling an activation asks for the tasks behind it', ok: unconfirmed.includes('also_cancel'), seen: unconfirmed },
    { name: 'the office does not decide what is red', ok: notTheirs.includes('red'), seen: notTheirs },
  ]; // prettier-ignore
}

/** Two weeks later: the reminder and the digest have come. Then the cause is mended at the package, and retry is pressed. */
export async function freeTheLastDossier(context: Context, office: Office, print: Print): Promise<Check[]> {
  const digest = await run(context, 'instructionDigest');
  await run(context, 'mailSend');
  print(`digest: ${digest.message}`);
  const [last] = await openOnes(context);
  const mails = (await mailsTo(await context.db(), 'hanna@kantoor.example')).filter(
    (mail) => mail.kind === 'digest' || mail.subject_key === String(last?.id),
  );
  await openPeriod(office, 'D-1005', '2026-01');
  await as(context, 'hanna', (theirs) => decide(theirs, last?.id ?? 0, { outcome: 'retry' }));
  await everythingIsQuiet(context);
  return [
    equal('the instruction was mailed, reminded of once, and in the digest', mails.map(({ kind }) => kind), ['instruction', 'reminder', 'digest']),
    equal('every mail of it was sent', mails.filter((mail) => mail.sent_at === null), []),
    equal('all dossiers are free', [await openTasks(context), await openOnes(context)], [[], []]),
    await eachDoneOnce(context),
  ]; // prettier-ignore
}

/** A person at the package opens a period of a dossier. */
async function openPeriod(office: Office, code: string, period: string): Promise<void> {
  const file = join(office.dataDir, 'accounting', 'dossiers.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as { dossiers: { code: string; open_periods: string[] }[] };
  settings.dossiers.find((dossier) => dossier.code === code)?.open_periods.push(period);
  await writeFile(file, JSON.stringify(settings, null, 2));
}

/** What the package did, against what our tables say: each done task once, in the order of its queue. */
async function eachDoneOnce(context: Context): Promise<Check> {
  const db = await context.db();
  const done = (await listTasks(db, { states: ['done'], limit: 1_000_000 })).map((task) =>
    packageReference(task.dossier, task.reference),
  );
  const answer = await fetch(`${context.config.accountingUrl}/v1/effects`);
  const effects = ((await answer.json()) as { reference: string }[]).map((effect) => effect.reference);
  // by dossier: between dossiers there is no order
  const byDossier = [...effects].sort((one, other) =>
    dossierOf(one) < dossierOf(other) ? -1 : dossierOf(one) > dossierOf(other) ? 1 : 0,
  );
  return equal(`the package did each of the ${done.length} done tasks once, in order`, byDossier, done);
}

const dossierOf = (reference: string): string => reference.split(':')[0] ?? '';

async function openOnes(context: Context): Promise<InstructionRow[]> {
  return (await listInstructions(await context.db())).filter((row) => row.dossier !== null);
}

/** Dossiers with tasks that are not done. */
async function openTasks(context: Context): Promise<string[]> {
  const tasks = await listTasks(await context.db(), { states: ['queued', 'running', 'failed'], limit: 1_000_000 });
  return [...new Set(tasks.map((task) => task.dossier))];
}

/** Somebody else at the same desk. */
async function as<Result>(context: Context, who: string, work: (theirs: Context) => Promise<Result>): Promise<Result> {
  const theirs = openContext(context.config, who, { db: await context.db(), temporal: await context.temporal() });
  return work(theirs);
}

async function printMonitor(context: Context, print: Print): Promise<void> {
  const { groups } = await readMonitor(context, {});
  const rows = groups.map((group) => [
    group.red || null, group.orange || null, group.name, group.open_tasks, group.owners.join(', '),
    group.at_stake[0], group.cut_off_at?.slice(0, 10),
  ]); // prettier-ignore
  for (const line of formatTable(['red', 'orange', 'dossier', 'tasks', 'owner', 'at stake', 'cut-off'], rows))
    print(line);
}
