import { beforeAll, describe, expect, test } from 'vitest';

import { decideMany } from '../../client/bulk.ts';
import { openContext } from '../../client/context.ts';
import { importFile } from '../../client/imports.ts';
import { decide, handleInstruction, readInstruction } from '../../client/instructions.ts';
import { decideTask, handleTask, raiseTest, readDossier, readTask, submit } from '../../client/tasks.ts';
import { many, run } from '../../db/connection.ts';
import { aloneOnDossier, beginTask, failTask, lookAtDossier } from '../../db/dossiers.ts';
import { listInstructions } from '../../db/instructions.ts';
import { findOperator } from '../../db/parties.ts';
import { listDossiers, listTasks } from '../../db/tasks.ts';
import type { CauseName } from '../../domain/causes.ts';
import { booking } from '../support/accounting.ts';
import { testDatabase } from '../support/database.ts';
import { incasso, testConfig } from './support.ts';

const database = testDatabase('client_tasks');
const at = '2026-01-05T07:00:00.000Z';
let references = 0;

/** No server and no package answers: what is decided must be decided all the same. */
const noTemporal = {
  client: undefined as never,
  connection: undefined as never,
  port: {
    wake: () => Promise.reject(new Error('no server')),
    isRunning: () => Promise.resolve(false),
    isWorking: () => Promise.resolve(false),
    hasConnector: () => Promise.resolve(true),
  },
  close: () => Promise.resolve(),
};

const as = (operator: string | undefined) =>
  openContext(testConfig(database.url), operator, { db: database.db, temporal: noTemporal });

beforeAll(async () => {
  await run(
    database.db,
    `INSERT INTO operators (code, name, email, language, zone, roles) VALUES
       ('mona', 'Mona', 'mona@example.org', 'nl', 'Europe/Brussels', '{}'),
       ('otto', 'Otto', 'otto@example.org', 'de', 'Europe/Berlin', '{}'),
       ('mute', 'Mute', NULL, 'en', 'Europe/Berlin', '{}'),
       ('carla', 'Carla', 'carla@example.org', 'en', 'Europe/Berlin', '{support}'),
       ('dora', 'Dora', 'dora@example.org', 'en', 'Europe/Paris', '{admin}')`,
  );
  await run(
    database.db,
    `INSERT INTO dossiers (code, name, manager, package_code)
     SELECT code, code, CASE WHEN code LIKE 'o%' THEN 'otto' ELSE 'mona' END, 'P-' || code
       FROM unnest(ARRAY['bakker', 'bulk', 'o-bulk', 'file', 'roles', 'act', 'queue', 'two', 'retry', 'seen']) code`,
  );
});

const put = (dossier: string, input = booking(`D-${references}`)) =>
  submit(as('dora'), { dossier, kind: 'process_booking', reference: `R${(references += 1)}`, input });

/** A task that the package refused. */
async function failed(dossier: string, cause: CauseName = 'wrong_period') {
  const { id } = await put(dossier);
  const [row] = await many<{ id: number }>(database.db, 'SELECT id FROM dossiers WHERE code = :dossier', { dossier });
  const { head } = await lookAtDossier(database.db, row?.id ?? 0);
  if (head?.id !== id) throw new Error('another task is first');
  await beginTask(database.db, head, { at, actor: 'connector' });
  await failTask(
    database.db,
    head,
    { cause, package_says: 'no', package_code: `P-${dossier}` },
    { at, actor: 'connector' },
  );
  const { task: now } = await readTask(as('dora'), id);
  return { task: id, instruction: now.instruction ?? 0 };
}

const importing = (text: string, dryRun = false) =>
  importFile(database.db, 'tasks', (async function* () { yield Buffer.from(text); })(), { actor: 'dora', at, dryRun }); // prettier-ignore

describe('submitting', () => {
  test('T1 the same reference again is known; bad input names field and rule', async () => {
    const task = { dossier: 'bakker', kind: 'synchronise' as const, reference: 'S1', input: {} };
    const first = await submit(as('dora'), task);
    expect(await submit(as('dora'), task)).toEqual({
      id: first.id,
      message: `known already: task ${first.id} is queued`,
    });
    await expect(submit(as('dora'), { ...task, kind: 'activate' as const })).rejects.toThrow(
      'field package_code is missing',
    );
    await expect(submit(as('dora'), { ...task, dossier: 'baker', reference: 'S2' })).rejects.toThrow(
      'field dossier: baker is no dossier here',
    );
    await expect(submit(as('dora'), { ...task, kind: 'dance' as never })).rejects.toThrow('field kind must be one of');
    await expect(submit(as(undefined), task)).rejects.toThrow('--as CODE or INCASSO_OPERATOR');
  });

  test('T1 a file of tasks, CSV or JSON: good rows in their order, bad ones named, twice is once', async () => {
    const csv = [
      'dossier;kind;reference;document;journal;period;booked_on;amount;currency;vat_code',
      'file;synchronise;F1;;;;;;;',
      'file;process_booking;F2;D1;AK;2026-01;2026-01-05;121,00;EUR;V21',
      'file;process_booking;F3;D1;AK;2026-01;2026-01-05;121.00;EUR;V21',
      'nobody;synchronise;F4;;;;;;;',
      'file;synchronise;F5;D1;;;;;;',
      'file;synchronise;F1;;;;;;;',
    ].join('\n');
    const report = await importing(csv);
    expect(report).toMatchObject({ read: 6, added: 2, refused: 4 });
    expect(report.findings.map(({ line, field, rule }) => `${line} ${field} ${rule}`)).toEqual([
      '3 amount must be an amount above 0, at most 99999999999, like {"amount_minor":1250,"currency":"EUR"}',
      '5 dossier is no dossier here',
      '6 document is not known (known: package_code)',
      '7 reference stands already in line 2',
    ]);
    expect(await importing(csv)).toMatchObject({ read: 6, added: 0, unchanged: 2, refused: 4 });
    const json = JSON.stringify([
      { dossier: 'file', kind: 'synchronise', reference: 'F1', input: {} },
      { dossier: 'file', kind: 'synchronise', reference: 'F9', input: {} },
      { dossier: 'file', kind: 'synchronise', reference: 'F3', input: {} },
    ]);
    expect(await importing(json, true)).toMatchObject({ added: 1, unchanged: 1, refused: 1 });
    expect(await importing(json)).toMatchObject({ added: 1, unchanged: 1, refused: 1 });
    const tasks = await listTasks(database.db, { dossier: 'file', limit: 10 });
    expect(tasks.map((task) => task.reference)).toEqual(['F1', 'F3', 'F9']);
    expect(tasks[1]).toMatchObject({ amount_minor: 12100, currency: 'EUR', state: 'queued' });
  });

  test('two files at once for the same dossier: every number once, in the order of each file', async () => {
    const file = (name: string) =>
      ['dossier,kind,reference', ...Array.from({ length: 30 }, (_, no) => `two,synchronise,${name}${no}`)].join('\n');
    await Promise.all(['a', 'b', 'c'].map((name) => importing(file(name))));
    const tasks = await listTasks(database.db, { dossier: 'two', limit: 1000 });
    expect(new Set(tasks.map((task) => task.task_no)).size).toBe(90);
    const ofA = tasks.filter((task) => task.reference.startsWith('a')).map((task) => task.reference);
    expect(ofA).toEqual(Array.from({ length: 30 }, (_, no) => `a${no}`));
  });
});

test('T6 importing dossiers again does not undo a code that was corrected', async () => {
  const file = (code: string) =>
    importFile(
      database.db,
      'dossiers',
      (async function* () { yield Buffer.from(`code,name,creditor,manager,package_code\nimported,Imported,,mona,${code}\n`); })(),
      { actor: 'dora', at, dryRun: false },
    ); // prettier-ignore
  expect(await file('D-1001')).toMatchObject({ added: 1 });
  await run(database.db, `UPDATE dossiers SET package_code = 'D-1019' WHERE code = 'imported'`);
  const again = await file('D-1001');
  expect(again).toMatchObject({ changed: 0, refused: 1 });
  expect(again.findings[0]).toMatchObject({ line: 2, field: 'package_code', value: 'D-1001' });
  expect(await file('')).toMatchObject({ unchanged: 1 });
  const { dossier } = await readDossier(as('mona'), 'imported');
  expect(dossier.package_code).toBe('D-1019');
});

describe('acting on a failed task', () => {
  test('T6 retry, with a correction that is still wrong refused and the instruction left open', async () => {
    const { task, instruction } = await failed('retry');
    const retry = (input?: Record<string, unknown>) => decideTask(as('mona'), task, { outcome: 'retry', input });
    await expect(retry({ period: '2026-13' })).rejects.toThrow(
      'the corrected input is still wrong: field period must be',
    );
    await expect(retry({ perriod: '2026-02' })).rejects.toThrow('field "perriod" is not known');
    expect((await readTask(as('mona'), task)).task.instruction).toBe(instruction);
    // the package does not answer here: the correction is taken, and checked when it is tried
    expect((await retry({ period: '2026-02' })).message).toMatch(
      /^decided: retry \(.*no accounting package is configured/,
    );
    const { task: now, inputs, history } = await readTask(as('mona'), task);
    expect(now).toMatchObject({ state: 'queued', instruction: null, input_version: 2 });
    expect(inputs.map((version) => [version.version, version.input['period'], version.actor])).toEqual([
      [1, '2026-01', 'dora'],
      [2, '2026-02', 'mona'],
    ]);
    expect(history.at(-1)).toMatchObject({ to_state: 'queued', actor: 'mona' });
    expect(await decide(as('dora'), instruction, { outcome: 'retry' })).toMatchObject({ decided: false });
    await expect(decideTask(as('mona'), task, { outcome: 'retry' })).rejects.toThrow(
      `task ${task} is queued and has no open instruction`,
    );
  });

  test('two people at once: one wins, the other is told who', async () => {
    const { instruction } = await failed('act');
    const both = await Promise.all(
      ['mona', 'dora'].map((who) => decide(as(who), instruction, { outcome: 'cancel', reason: 'no' })),
    );
    expect(both.map((outcome) => outcome.decided).sort()).toEqual([false, true]);
    expect(both.find((outcome) => !outcome.decided)?.message).toMatch(/^already decided: cancel by (mona|dora) /);
  });

  test('T6 escalate, hand back, assign, snooze; T12 each with before and after', async () => {
    const { task, instruction } = await failed('act');
    expect(await handleTask(as('mona'), task, 'escalate', { reason: 'no idea' })).toMatchObject({ done: true });
    expect(await handleTask(as('carla'), task, 'escalate', { reason: 'again' })).toMatchObject({ done: false });
    await expect(decideTask(as('mona'), task, { outcome: 'retry' })).rejects.toThrow(
      `instruction ${instruction} is red: it is for support to handle`,
    );
    expect(await handleTask(as('carla'), task, 'handBack', { reason: 'open the period' })).toMatchObject({
      done: true,
    });
    expect(await handleTask(as('mona'), task, 'assign', { to: 'otto' })).toMatchObject({
      message: expect.stringContaining('it is with otto now') as string,
    });
    await expect(handleTask(as('otto'), task, 'assign', { to: 'mute' })).rejects.toThrow('mute has no e-mail address');
    await expect(handleTask(as('otto'), task, 'snooze', { until: '2026-01-05' })).rejects.toThrow('a date after');
    await expect(handleTask(as('otto'), task, 'snooze', { until: '2028-01-05' })).rejects.toThrow('at the latest');
    const read = await readInstruction(as('otto'), instruction);
    expect(read.owners).toEqual(['otto']);
    expect(read.text.title).toBe('Eine Buchung fällt in eine geschlossene Periode');
    expect(read.actions.map((action) => [action.action, action.actor])).toEqual([
      ['instruction.escalate', 'mona'],
      ['instruction.hand_back', 'carla'],
      ['instruction.assign', 'mona'],
    ]);
    expect(read.actions[0]?.detail).toEqual({
      reason: 'no idea',
      before: { colour: 'orange', assigned_to: null, snoozed_until: null },
      after: { colour: 'red', assigned_to: null, snoozed_until: null },
    });
    await decide(as('otto'), instruction, { outcome: 'cancel', reason: 'done by hand' });
    expect((await handleInstruction(as('dora'), instruction, 'escalate', { reason: 'late' })).message).toMatch(
      /^already decided: cancel by otto/,
    );
  });

  test('T6 a task that only waits can be cancelled; an activation lists what goes with it', async () => {
    const { id } = await submit(as('dora'), {
      dossier: 'queue',
      kind: 'activate',
      reference: 'A',
      input: { package_code: 'P' },
    });
    const behind = await put('queue');
    await submit(as('dora'), { dossier: 'queue', kind: 'activate', reference: 'A2', input: { package_code: 'P' } });
    const after = await put('queue');
    await expect(decideTask(as('mona'), id, { outcome: 'cancel', reason: 'mistake' })).rejects.toThrow(
      `cancelling task ${id} cancels the 1 tasks that wait behind it (${behind.id}): confirm with input {"also_cancel":1}`,
    );
    await expect(decideTask(as('otto'), id, { outcome: 'cancel', reason: 'mistake' })).rejects.toThrow("is not otto's");
    await decideTask(as('mona'), id, { outcome: 'cancel', reason: 'mistake', input: { also_cancel: 1 } });
    const states = (await listTasks(database.db, { dossier: 'queue', limit: 10 })).map((task) => task.state);
    expect(states).toEqual(['cancelled', 'cancelled', 'queued', 'queued']);
    expect((await readTask(as('mona'), after.id)).task.state).toBe('queued');
    await expect(decideTask(as('mona'), id, { outcome: 'cancel', reason: 'again' })).rejects.toThrow(
      `task ${id} is cancelled and has no open instruction`,
    );
  });

  test('T2 a second attempt cannot work on a dossier while the first still does', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let first: Promise<void> = held;
    await new Promise<void>((isAtWork, failed) => {
      first = aloneOnDossier(database.db, 7_000_001, () => {
        isAtWork();
        return held;
      });
      first.catch(failed);
    });
    await expect(aloneOnDossier(database.db, 7_000_001, () => Promise.resolve('free'))).rejects.toThrow(
      'an earlier attempt still works on dossier 7000001',
    );
    release();
    await first;
    expect(await aloneOnDossier(database.db, 7_000_001, () => Promise.resolve('free'))).toBe('free');
  });
});

describe('bulk', () => {
  test('T6 by cause: a dry run changes nothing, the cap leaves the rest, and one that is not theirs is not touched', async () => {
    const mine = [];
    for (let no = 0; no < 3; no += 1) {
      const { task, instruction } = await failed('bulk', 'unknown_journal');
      mine.push(instruction);
      await run(database.db, `UPDATE tasks SET state = 'cancelled' WHERE id = :task`, { task });
    }
    await run(
      database.db,
      `UPDATE tasks SET state = 'failed' WHERE dossier_id = (SELECT id FROM dossiers WHERE code = 'bulk')`,
    );
    const { instruction: other } = await failed('o-bulk', 'unknown_journal');
    const bulk = (options: { max: number; dryRun?: boolean }) =>
      decideMany(as('mona'), { cause: 'unknown_journal' }, { outcome: 'retry' }, options);
    const dry = await bulk({ max: 2, dryRun: true });
    expect([dry.lines.map((line) => line.instruction.id), dry.left]).toEqual([mine.slice(0, 2), 1]);
    expect(await listInstructions(database.db, { cause: 'unknown_journal' })).toHaveLength(4);
    const refused = await decideMany(
      as('mona'),
      { cause: 'unknown_journal' },
      { outcome: 'cancel' },
      { max: 1, dryRun: true },
    );
    expect(refused.lines.map((line) => [line.outcome, line.message])).toEqual([
      ['failed', 'outcome cancel needs a reason'],
    ]);
    const done = await bulk({ max: 2 });
    expect([done.lines.map((line) => line.outcome), done.left]).toEqual([['done', 'done'], 1]);
    expect((await listInstructions(database.db, { cause: 'unknown_journal' })).map((row) => row.id)).toEqual([
      mine[2],
      other,
    ]);
    await expect(decideMany(as('otto'), { cause: 'wrong_vat_code' }, { outcome: 'retry' }, { max: 5 })).rejects.toThrow(
      'no open instruction of cause wrong_vat_code is yours',
    );
  });
});

describe('T10 roles', () => {
  test('a manager sees theirs, support the red ones, an administrator all', async () => {
    const { task } = await failed('roles', 'package_refused');
    const see = async (code: string) => {
      const viewer = await findOperator(database.db, code);
      const instructions = await listInstructions(database.db, { viewer, dossier: 'roles' });
      const dossiers = await listDossiers(database.db, { viewer, blocked: true, limit: 100 });
      return [instructions.length, dossiers.some((dossier) => dossier.code === 'roles')];
    };
    expect(await see('mona')).toEqual([1, true]);
    expect(await see('otto')).toEqual([0, false]);
    expect(await see('carla')).toEqual([1, true]);
    expect(await see('dora')).toEqual([1, true]);
    await expect(decideTask(as('otto'), task, { outcome: 'retry' })).rejects.toThrow("is not otto's to handle");
    await expect(decideTask(as('mona'), task, { outcome: 'retry' })).rejects.toThrow('it is for support to handle');
    expect(await decideTask(as('carla'), task, { outcome: 'retry' })).toMatchObject({ done: true });
  });

  test('what is not theirs is not shown either; who is assigned something sees its dossier', async () => {
    const { task, instruction } = await failed('seen', 'wrong_vat_code');
    await expect(readTask(as('otto'), task)).rejects.toThrow("is not otto's");
    await expect(readDossier(as('otto'), 'seen')).rejects.toThrow("is not otto's");
    await expect(readInstruction(as('otto'), instruction)).rejects.toThrow(
      `instruction ${instruction} is not otto's to handle`,
    );
    await handleTask(as('mona'), task, 'assign', { to: 'otto' });
    expect((await readTask(as('otto'), task)).task.state).toBe('failed');
    expect((await readDossier(as('otto'), 'seen')).instructions.map((row) => row.id)).toContain(instruction);
    await decideTask(as('otto'), task, { outcome: 'cancel', reason: 'by hand' });
    await expect(readTask(as('otto'), task)).rejects.toThrow("is not otto's");
    const { actions } = await readTask(as('mona'), task);
    expect(actions.map(({ action, actor }) => [action, actor])).toEqual([
      ['instruction.assign', 'mona'],
      ['instruction.decide', 'otto'],
    ]);
    expect(actions.at(-1)?.detail).toMatchObject({ before: { state: 'open' }, after: { outcome: 'cancel' } });
  });

  test('a test instruction tells those whose it is, one at a time', async () => {
    const { id } = await raiseTest(as('mona'), 'roles');
    expect(await raiseTest(as('mona'), 'roles')).toEqual({ id, message: `instruction ${id} is open already` });
    await expect(raiseTest(as('otto'), 'roles')).rejects.toThrow("is not otto's");
    const { instructions } = await readDossier(as('mona'), 'roles');
    expect(instructions.map((row) => row.cause)).toContain('test');
  });
});

describe('the command', () => {
  const env = () => ({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:9', INCASSO_OPERATOR: 'mona' });

  test('T6 lists, shows and decides, for people and for machines', async () => {
    const { id } = await raiseTest(as('mona'), 'act');
    const list = await incasso(['instructions', 'list', '--dossier', 'act', '--json'], env());
    expect(JSON.parse(list.stdout)).toMatchObject([{ id, cause: 'test', dossier: 'act', state: 'open' }]);
    const show = await incasso(['instructions', 'show', String(id)], env());
    expect(show.stdout).toContain('Een test');
    const nobody = await incasso(['tasks', 'retry'], env());
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('name the number of one, or --cause')]);
    const seen = await incasso(['instructions', 'decide', String(id), '--outcome', 'seen'], env());
    expect([seen.code, seen.stdout]).toEqual([0, expect.stringMatching(/^decided: seen/)]);
    const dossiers = await incasso(['dossiers', 'list', '--json'], env());
    expect((JSON.parse(dossiers.stdout) as { manager: string }[]).every((row) => row.manager === 'mona')).toBe(true);
  });
});
