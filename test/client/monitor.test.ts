import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { openContext } from '../../client/context.ts';
import { type MonitorFilter, readMonitor } from '../../client/monitor.ts';
import { inTransaction, run } from '../../db/connection.ts';
import { beginTask, failTask, findDossierByCode, lookAtDossier } from '../../db/dossiers.ts';
import { snooze } from '../../db/handling.ts';
import { type Raise, raiseInstruction } from '../../db/instructions.ts';
import { submitTask } from '../../db/submitting.ts';
import type { CauseName } from '../../domain/causes.ts';
import type { TaskInput } from '../../domain/tasks.ts';
import { booking } from '../support/accounting.ts';
import { testDatabase } from '../support/database.ts';
import { incasso, testConfig } from './support.ts';

const database = testDatabase('client_monitor');
const directory = mkdtempSync(join(tmpdir(), 'incasso-monitor-'));
const clockFile = join(directory, 'clock.json');
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => setClock(evening));

/** 23:30 on the 15th in Paris, 17:30 on the 15th in New York. */
const evening = '2026-01-15T22:30:00.000Z';
const setClock = (now: string): void => writeFileSync(clockFile, JSON.stringify({ now }));

const as = (operator?: string) =>
  openContext({ ...testConfig(database.url), clockFile }, operator, { db: database.db });
const monitor = (operator?: string, filter: MonitorFilter = {}) => readMonitor(as(operator), filter);
const groups = async (operator?: string, filter?: MonitorFilter) =>
  (await monitor(operator, filter)).groups.map((group) => group.key);

async function put(dossier: string, reference: string, input?: TaskInput, needed_by?: string): Promise<void> {
  const kind = input ? ('process_booking' as const) : ('synchronise' as const);
  const task = { dossier, kind, reference, input: input ?? {}, ...(needed_by ? { needed_by } : {}) };
  await submitTask(database.db, task, { at: '2026-01-05T07:00:00.000Z', actor: 'dora' });
}

/** The package refuses the first task of a dossier. */
async function fail(code: string, cause: CauseName, at: string): Promise<void> {
  const dossier = await findDossierByCode(database.db, code);
  const { head } = await lookAtDossier(database.db, dossier.id);
  if (!head) throw new Error(`${code} has no task`);
  const stamp = { at, actor: 'connector' };
  await beginTask(database.db, head, stamp);
  await failTask(database.db, head, { cause, package_says: 'no', package_code: 'P' }, stamp);
}

const raise = (at: string, what: Pick<Raise, 'cause'> & Partial<Raise>) =>
  inTransaction(database.db, (trx) =>
    raiseInstruction(trx, { subject_kind: 'job', subject_id: at, facts: {}, ...what }, { at, actor: 'worker' }),
  );

async function raiseTest(code: string, at: string): Promise<void> {
  const dossier = await findDossierByCode(database.db, code);
  await raise(at, { cause: 'test', subject_kind: 'dossier', subject_id: String(dossier.id), dossier });
}

beforeAll(async () => {
  const { db } = database;
  await run(
    db,
    `INSERT INTO creditors (code, name, zone, currency) VALUES ('noord', 'Noorderlicht BV', 'Europe/Amsterdam', 'EUR')`,
  );
  await run(
    db,
    `INSERT INTO operators (code, name, email, language, zone, roles) VALUES
       ('mona', 'Mona', 'mona@example.org', 'nl', 'Europe/Brussels', '{}'),
       ('otto', 'Otto', 'otto@example.org', 'de', 'Europe/Berlin', '{}'),
       ('anna', 'Anna', 'anna@example.org', 'nl', 'Europe/Amsterdam', '{accountant}'),
       ('carla', 'Carla', 'carla@example.org', 'en', 'Europe/Berlin', '{support}'),
       ('dora', 'Dora', 'dora@example.org', 'en', 'Europe/Paris', '{admin}'),
       ('nina', 'Nina', 'nina@example.org', 'en', 'America/New_York', '{admin}')`,
  );
  await run(
    db,
    `INSERT INTO dossiers (code, name, manager, package_code) VALUES
       ('bakker', 'Bakkerij Bol', 'mona', 'P'), ('coiffeur', 'Coiffeur', 'mona', 'P'), ('drukker', 'Drukkerij', 'otto', 'P'),
       ('egel', 'Egel BV', NULL, 'P'), ('fiets', 'Fietsen', 'otto', 'P'), ('garage', 'Garage', 'mona', 'P')`,
  );
  await put('bakker', 'B1', booking('D1'), '2026-01-20');
  await put('bakker', 'B2', booking('D2', { amount: { amount_minor: 5_000, currency: 'EUR' } }), '2026-01-19');
  await put('bakker', 'B3');
  for (const dossier of ['coiffeur', 'drukker', 'egel', 'fiets']) await put(dossier, `${dossier}-1`);
  await fail('bakker', 'wrong_period', '2026-01-05T23:30:00.000Z'); // the 6th in Europe, the 5th in New York
  const noord = { creditor_id: 1, subject_kind: 'inbound_file', line_count: 1 };
  const ofNoord = (at: string, what: Parameters<typeof raise>[1]) => raise(at, { ...noord, ...what });
  await ofNoord('2026-01-08T08:00:00.000Z', { cause: 'posting_parked', sum_minor: 1_000, currency: 'EUR', cut_off_at: '2026-01-17T11:30:00.000Z' }); // prettier-ignore
  await ofNoord('2026-01-09T08:00:00.000Z', { cause: 'records_unmatched', sum_minor: 500, currency: 'JPY', cut_off_at: '2026-01-16T11:30:00.000Z' }); // prettier-ignore
  await ofNoord('2026-01-11T08:00:00.000Z', { cause: 'file_does_not_add_up', sum_minor: 250, currency: 'EUR' });
  await fail('egel', 'unknown_journal', '2026-01-10T08:00:00.000Z');
  await fail('coiffeur', 'wrong_vat_code', '2026-01-12T08:00:00.000Z');
  await fail('drukker', 'package_database_error', '2026-01-14T08:00:00.000Z');
  await raise('2026-01-15T08:00:00.000Z', { cause: 'job_failed' });
  setClock(evening);
  const [coiffeur] = (await monitor('mona', { cause: 'wrong_vat_code' })).entries;
  const by = { at: '2026-01-12T09:00:00.000Z', actor: 'mona', operator: 'mona' };
  await snooze(db, coiffeur?.instruction?.id ?? 0, { until: '2026-01-20' }, by);
  await raiseTest('coiffeur', '2026-01-13T08:00:00.000Z');
});

describe('T9 what it shows', () => {
  test('T9 marks, counts, age, owners, money at stake by currency and the next cut-off; red first, then the oldest', async () => {
    const { at, viewer, groups } = await monitor('dora');
    expect([at, viewer?.code]).toEqual([evening, 'dora']);
    const none = { red: 0, orange: 0, open_tasks: 0, at_stake: [], cut_off_at: null, reminders_due: 0, resting: 0 };
    const eur = (amount_minor: number) => ({ amount_minor, currency: 'EUR' });
    expect(groups).toEqual([
      { ...none, key: 'dossier/drukker', kind: 'dossier', name: 'Drukkerij', red: 1, open_tasks: 1, owners: ['carla'],
        oldest_days: 1, oldest_since: '2026-01-14T08:00:00.000Z' },
      { ...none, key: 'installation/all', kind: 'installation', name: 'all', red: 1, owners: ['carla'],
        oldest_days: 0, oldest_since: '2026-01-15T08:00:00.000Z' },
      { ...none, key: 'dossier/bakker', kind: 'dossier', name: 'Bakkerij Bol', orange: 1, open_tasks: 3, owners: ['mona'],
        oldest_days: 9, oldest_since: '2026-01-05T23:30:00.000Z', at_stake: [eur(17_100)],
        cut_off_at: '2026-01-19T22:59:00.000Z', reminders_due: 1 },
      { ...none, key: 'creditor/noord', kind: 'creditor', name: 'noord', orange: 3, owners: ['anna'],
        oldest_days: 7, oldest_since: '2026-01-08T08:00:00.000Z', at_stake: [eur(1_250), { amount_minor: 500, currency: 'JPY' }],
        cut_off_at: '2026-01-16T11:30:00.000Z', reminders_due: 2 },
      { ...none, key: 'dossier/egel', kind: 'dossier', name: 'Egel BV', orange: 1, open_tasks: 1, owners: ['dora', 'nina'],
        oldest_days: 5, oldest_since: '2026-01-10T08:00:00.000Z', reminders_due: 1 },
      { ...none, key: 'dossier/coiffeur', kind: 'dossier', name: 'Coiffeur', orange: 2, open_tasks: 1, owners: ['mona'],
        oldest_days: 3, oldest_since: '2026-01-12T08:00:00.000Z', resting: 1 },
    ]); // prettier-ignore
  });

  test("T9 the age counts calendar days in the viewer's zone, without a viewer in UTC", async () => {
    const age = async (who?: string) => (await monitor(who, { dossier: 'bakker' })).groups[0]?.oldest_days;
    expect([await age('dora'), await age('nina'), await age()]).toEqual([9, 10, 10]);
    setClock('2026-01-15T23:00:00.000Z');
    expect([await age('dora'), await age('nina'), await age()]).toEqual([10, 10, 10]);
  });

  test("T9 the status and the instruction of a line, in the viewer's language", async () => {
    const { entries } = await monitor('mona', { dossier: 'bakker' });
    expect(entries).toMatchObject([
      {
        task: { state: 'failed', reference: 'B1', kind: 'process_booking' },
        instruction: { cause: 'wrong_period', line_count: 3 },
        text: { title: 'Een boeking valt in een afgesloten periode' },
        owners: ['mona'],
      },
    ]);
    expect(entries[0]?.text?.text).toContain(`van dossier bakker`);
  });

  test('T7 T9 due for reminder from 08:00 on the fifth day; a snoozed one rests until its date, and then is due', async () => {
    const reminder = async (at: string, dossier: string) => {
      setClock(at);
      return (await monitor('dora', { dossier })).entries[0]?.reminder;
    };
    expect(await reminder('2026-01-11T06:59:59.999Z', 'bakker')).toBe(null);
    expect(await reminder('2026-01-11T07:00:00.000Z', 'bakker')).toBe('due');
    expect(await reminder('2026-01-20T06:59:59.999Z', 'coiffeur')).toBe('rests until 2026-01-20 08:00');
    expect(await reminder('2026-01-20T07:00:00.000Z', 'coiffeur')).toBe('due');
  });
});

describe('T9 filters', () => {
  const red = ['dossier/drukker', 'installation/all'];
  const orange = ['dossier/bakker', 'creditor/noord', 'dossier/egel', 'dossier/coiffeur'];
  const cases: [flags: string[], filter: MonitorFilter, groups: string[]][] = [
    [[], {}, [...red, ...orange]],
    [['--cause', 'wrong_vat_code'], { cause: 'wrong_vat_code' }, ['dossier/coiffeur']],
    [['--colour', 'red'], { colour: 'red' }, red],
    [['--colour', 'orange', '--older-than', '7'], { colour: 'orange', olderThanDays: 7 }, ['dossier/bakker', 'creditor/noord']],
    [['--older-than', '10'], { olderThanDays: 10 }, []],
    [['--owner', 'carla'], { owner: 'carla' }, red],
    [['--owner', 'mona'], { owner: 'mona' }, ['dossier/bakker', 'dossier/coiffeur']],
    [['--dossier', 'egel'], { dossier: 'egel' }, ['dossier/egel']],
    [['--dossier', 'garage'], { dossier: 'garage' }, []],
    [['--dossier', 'garage', '--all'], { dossier: 'garage', all: true }, ['dossier/garage']],
    [['--all'], { all: true }, [...red, ...orange, 'dossier/fiets', 'dossier/garage']],
    [['--state', 'failed'], { state: 'failed' }, [red[0] ?? '', ...orange.filter((key) => key !== 'creditor/noord')]],
    [['--state', 'queued'], { state: 'queued' }, ['dossier/bakker', 'dossier/fiets']],
    [['--state', 'failed', '--cause', 'wrong_period'], { state: 'failed', cause: 'wrong_period' }, ['dossier/bakker']],
    [['--state', 'queued', '--colour', 'orange'], { state: 'queued', colour: 'orange' }, []],
    [['--state', 'done'], { state: 'done' }, []],
  ]; // prettier-ignore

  test.each(cases)('T9 %j', async (flags, filter, wanted) => {
    const seen = await monitor('dora', filter);
    expect(seen.groups.map((group) => group.key)).toEqual(wanted);
    if (filter.state) expect(seen.entries.every((entry) => entry.task?.state === filter.state)).toBe(true);
    const { code, stdout } = await incasso(['monitor', ...flags, '--json'], env('dora'));
    expect(code).toBe(0);
    const { at, groups, entries } = seen;
    expect(JSON.parse(stdout)).toEqual({ at, viewer: 'dora', groups, entries });
  });

  test('T9 tasks that only wait have no instruction, and no mark', async () => {
    const { entries, groups } = await monitor('dora', { state: 'queued' });
    expect(entries.map((entry) => [entry.task?.reference, entry.instruction, entry.text])).toEqual(
      ['B2', 'B3', 'fiets-1'].map((reference) => [reference, null, null]),
    );
    expect(groups.map((group) => group.red + group.orange)).toEqual([0, 0]);
  });
});

describe('T10 roles', () => {
  test.each([
    ['dora', 'an administrator sees all', ['dossier/drukker', 'installation/all', 'dossier/bakker', 'creditor/noord', 'dossier/egel', 'dossier/coiffeur']],
    [undefined, 'whoever may read the database and names nobody sees all', ['dossier/drukker', 'installation/all', 'dossier/bakker', 'creditor/noord', 'dossier/egel', 'dossier/coiffeur']],
    ['mona', 'a manager sees theirs', ['dossier/bakker', 'dossier/coiffeur']],
    ['otto', 'a manager sees theirs, red ones too', ['dossier/drukker']],
    ['carla', 'support sees what is red', ['dossier/drukker', 'installation/all']],
    ['anna', 'an accountant sees what has no dossier, of their creditors', ['installation/all', 'creditor/noord']],
  ])('T10 %s: %s', async (who, _, wanted) => {
    expect(await groups(who)).toEqual(wanted);
  }); // prettier-ignore

  test('T10 no filter shows more than the role, and --all only adds what is theirs', async () => {
    await expect(groups('mona', { dossier: 'drukker' })).rejects.toThrow("is not mona's");
    expect(await groups('mona', { all: true })).toEqual(['dossier/bakker', 'dossier/coiffeur', 'dossier/garage']);
    expect(await groups('mona', { state: 'queued' })).toEqual(['dossier/bakker']);
    expect(await groups('carla', { state: 'queued' })).toEqual([]);
    expect(await groups('carla', { colour: 'orange' })).toEqual([]);
    expect(await groups('otto', { all: true })).toEqual(['dossier/drukker', 'dossier/fiets']);
  });
});

const env = (operator: string) => ({
  DATABASE_URL: database.url,
  TEMPORAL_ADDRESS: '127.0.0.1:9',
  INCASSO_CLOCK_FILE: clockFile,
  INCASSO_OPERATOR: operator,
});

describe('the command', () => {
  test('T9 a table of dossiers; with a filter the instructions, status on the left and what to do on the right', async () => {
    const { stdout } = await incasso(['monitor'], env('dora'));
    const [head, , ...rows] = stdout.slice(stdout.indexOf('dossiers:')).split('\n').slice(1);
    expect(head?.split(/ {2,}/).map((title) => title.trim())).toEqual(['red', 'orange', 'dossier', 'open tasks', 'days', 'since', 'owner', 'at stake', 'cut off', 'reminders due', 'resting']); // prettier-ignore
    expect(rows[2]).toMatch(/^ +1 +bakker +3 +9 +2026-01-05T23:30.*mona +EUR 171\.00 +2026-01-19T22:59/);
    expect(rows[3]).toMatch(/^ +3 +Creditor noord .*anna +EUR 12\.50, JPY 500 +2026-01-16/);
    const { stdout: one } = await incasso(['monitor', '--dossier', 'bakker'], env('mona'));
    const [titles, , line] = one.slice(one.indexOf('instructions:')).split('\n').slice(1);
    expect(titles).toMatch(/^status .* what /);
    expect(line).toMatch(
      /^task \d+ failed: process_booking B1 +bakker +orange +9 +mona +due .*Een boeking valt in .*retry \| cancel$/,
    );
  });

  test.each([[['--state', 'lost']], [['--colour', 'green']], [['--cause', 'bad_luck']], [['--older-than', 'long']]])(
    'O3 wrong usage ends with 2: %j',
    async (flags) => {
      expect(await incasso(['monitor', ...flags], env('dora'))).toMatchObject({ code: 2, stdout: '' });
    },
  );

  test('T10 a name that nobody has is refused; T9 --html writes the page', async () => {
    const { code, stderr } = await incasso(['monitor'], env('nobody'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^incasso: nobody is no operator: .*\n$/)]);
    const file = join(directory, 'monitor.html');
    const written = await incasso(['monitor', '--html', file], env('mona'));
    expect([written.code, written.stdout]).toEqual([0, `${file} is written\n`]);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[^]*Bakkerij Bol[^]*Coiffeur/);
    const nowhere = await incasso(['monitor', '--html', join(directory, 'no', 'monitor.html')], env('mona'));
    expect([nowhere.code, nowhere.stderr.split('\n').length]).toEqual([1, 2]);
  });

  test('T9 --watch shows it anew when something changes, says when it cannot be read, and ends with 0 on Ctrl-C', async () => {
    const command = fileURLToPath(new URL('../../bin/incasso', import.meta.url));
    const child = spawn(command, ['monitor', '--watch', '1'], { cwd: '/', env: { PATH: process.env['PATH'], ...env('dora') } }); // prettier-ignore
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve([code, signal])));
    let shown = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (shown += text.toString()));
    const shows = (what: RegExp) => expect.poll(() => shown, { timeout: 30_000 }).toMatch(what);
    try {
      await shows(/Ctrl-C ends[^]*bakker/);
      expect(shown).not.toContain('garage');
      await raiseTest('garage', evening);
      await shows(/orange +8\n[^]*garage/);
      writeFileSync(clockFile, '{"now":"noon"}');
      await shows(/it cannot be read now: clock file/);
      shown = '';
      setClock('2026-01-16T08:00:00.000Z');
      await shows(/2026-01-16T08:00:00.000Z[^]*garage[^]*Ctrl-C ends/);
      child.kill('SIGINT');
      expect(await ended).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });
});
