import { createHash } from 'node:crypto';
import { copyFile as copyOnDisk, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { importFile } from '../../client/imports.ts';
import { decideSubmission, readSubmission } from '../../client/submissions.ts';
import { copyFile, takeFiles } from '../../client/takingFiles.ts';
import { many, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { findSubmission } from '../../db/submissions.ts';
import { Bank } from '../../stack/bank/bank.ts';
import { addLine, type Line, lineNow } from '../support/lines.ts';
import { eventually } from '../support/office.ts';
import { contextOf, testWorkplace } from './workplace.ts';

const office = testWorkplace('taken_by_hand');
const system = 'sepa-noord';
let folder = '';

/** What an operator sets with systems.json. */
const setSystem = (change: string) => run(office.db, `UPDATE collection_systems SET ${change}`);

/** `incasso systems import` with direct communication. */
async function switchToDirect(): Promise<void> {
  const settings = {
    code: system,
    adapter: 'sepa-core',
    creditor: 'noord',
    account: 'main',
    direct_communication: true,
    exchange: { kind: 'directory', outbox: 'to-bank', taken: 'to-bank/taken', inbox: 'from-bank' },
    message_version: 'pain.008.001.08',
    cut_off: '12:30',
    lead_days: 1,
    max_amount_minor: 500_000,
    max_lines: 1000,
  };
  const at = await office.ports.clock.now();
  const options = { actor: 'dora', at, baseDir: join(office.dir, 'bank') };
  const report = await importFile(
    office.db,
    'systems',
    Readable.from([Buffer.from(JSON.stringify([settings]))]),
    options,
  );
  expect(report).toMatchObject({ changed: 1 });
  await office.drain();
}

const take = async (name: string, as = 'anna') => takeFiles(await contextOf(office, as), name, folder);
const again = async (name: string, as: string, reason: string) => {
  const other = join(office.dir, 'other');
  await mkdir(other, { recursive: true });
  return copyFile(await contextOf(office, as), name, other, reason);
};
const inFolder = async () => (await readdir(folder)).sort();
const attempts = async (message: string) =>
  (await readSubmission(await contextOf(office, 'anna'), message)).attempts.map(({ phase, taken_by, note }) => ({
    phase,
    taken_by,
    note,
  }));

/** A file that a person had made and that waits to be taken out. */
async function waiting(state = 'written') {
  const today = (await office.ports.clock.now()).slice(0, 10);
  const line = await addLine(office.db, { dueOn: today, notifiedOn: null });
  await office.runJob('collectionSend', { system, actor: 'anna', by_hand: true });
  const [row] = await many<{ id: number; message: string }>(
    office.db,
    'SELECT id, message_id AS message FROM submissions ORDER BY id DESC LIMIT 1',
  );
  if (row === undefined) throw new Error('nothing was sent');
  await office.becomes(row.message, state);
  await office.whenWaiting(`submission/${row.message}`);
  return { ...row, line };
}

beforeAll(async () => {
  folder = join(office.dir, 'usb');
  await mkdir(folder);
});
beforeEach(async () => {
  office.faults.exchange = undefined;
  await setSystem('direct_communication = false, approval_required = false');
});

describe('C1 files of a system without direct communication', () => {
  test('C1 a schedule sends nothing and says why; a person does, and the file waits for them', async () => {
    await addLine(office.db, { dueOn: (await office.ports.clock.now()).slice(0, 10), notifiedOn: null });
    const scheduled = await office.runJob('collectionSend', { system });
    expect(scheduled.message).toMatch(/is not marked direct communication: .*"incasso files take"/);
    const { message } = await waiting();
    expect(await office.filesOf(message)).toEqual([]);
    expect(await take(system)).toEqual([{ submission: message, file: `${message}.xml`, message: 'taken out' }]);
    await office.becomes(message, 'delivered');
  });

  test('C1 the folder has the archived bytes under their name; the bank answers them; who took them is recorded', async () => {
    const { id, message } = await waiting();
    expect(await take(message)).toMatchObject([{ file: `${message}.xml` }]);
    expect((await inFolder()).filter((name) => name.includes(message))).toEqual([`${message}.xml`]);
    const bytes = await readFile(join(folder, `${message}.xml`));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe((await findSubmission(office.db, id)).sha256);
    expect(await attempts(message)).toEqual([{ phase: 'done', taken_by: 'anna', note: null }]);
    const { history } = await readSubmission(await contextOf(office, 'anna'), message);
    expect(history.at(-1)).toMatchObject({ to_state: 'delivered', actor: 'anna', reason: 'taken out by hand' });
    await copyOnDisk(join(folder, `${message}.xml`), join(office.dir, 'bank/to-bank', `${message}.xml`));
    const clockFile = join(office.dir, 'clock.json');
    await writeFile(clockFile, JSON.stringify({ now: await office.ports.clock.now() }));
    new Bank({ directory: join(office.dir, 'bank'), clockFile, name: 'BANKA' }).pass();
    await setSystem('direct_communication = true');
    await office.runJob('collectionStatus');
    await office.becomes(message, 'acknowledged');
    await setSystem('direct_communication = false');
    await expect(again(message, 'anna', 'lost')).rejects.toThrow('is acknowledged: the bank has it');
  });

  test('C1 taken twice: refused with who took it when; another copy has the same bytes and is recorded', async () => {
    const { message } = await waiting();
    await take(message, 'anna');
    const [refused] = await take(message, 'bert');
    expect(refused?.file).toBeNull();
    expect(refused?.message).toMatch(/was taken out by anna at 20.*; --again with --reason gives another copy/);
    expect(await again(message, 'bert', 'the stick is lost')).toMatchObject({ file: `${message}.xml` });
    const [first, copy] = [join(folder, `${message}.xml`), join(office.dir, 'other', `${message}.xml`)];
    expect(await readFile(copy)).toEqual(await readFile(first));
    expect(await attempts(message)).toEqual([
      { phase: 'done', taken_by: 'anna', note: null },
      { phase: 'done', taken_by: 'bert', note: 'the stick is lost' },
    ]);
    await office.becomes(message, 'delivered');
  });

  test('C1 two people at once: one takes it, the other is told', async () => {
    const { message } = await waiting();
    const outcomes = (await Promise.all([take(message, 'anna'), take(message, 'bert')])).flat();
    expect(outcomes.filter(({ file }) => file !== null)).toHaveLength(1);
    expect((await attempts(message)).filter(({ phase }) => phase === 'done')).toHaveLength(1);
    expect((await inFolder()).filter((name) => name.includes(message))).toEqual([`${message}.xml`]);
  });

  test('C1 a file that awaits its approval is not taken out before', async () => {
    await setSystem('approval_required = true');
    const { id, message } = await waiting('awaiting_approval');
    const [refused] = await take(system);
    expect(refused).toMatchObject({ submission: message, file: null });
    expect(refused?.message).toMatch(/awaits its approval by another person/);
    const sha256 = (await findSubmission(office.db, id)).sha256 ?? undefined;
    await decideSubmission(await contextOf(office, 'bert'), message, 'approve', { sha256 });
    await office.becomes(message, 'approved');
    expect(await take(system)).toMatchObject([{ file: `${message}.xml` }]);
    await office.becomes(message, 'delivered');
  });

  test('C1, C12 withdrawn while it waits: its lines are held, and it is not taken out', async () => {
    const { message, line } = await waiting();
    await decideSubmission(await contextOf(office, 'bert'), message, 'withdraw', { reason: 'wrong date' });
    expect(await office.client.workflow.getHandle(`submission/${message}`).result()).toBe('withdrawn');
    expect(await take(message)).toEqual([
      { submission: message, file: null, message: `submission ${message} is withdrawn: it is not to be taken out` },
    ]);
    expect(await lineNow(office.db, line)).toMatchObject({ state: 'held', released: true });
    expect((await inFolder()).filter((name) => name.includes(message))).toEqual([]);
  });

  test('C1 a workflow that was terminated while it waited waits again, and goes on once it is taken out', async () => {
    const { id, message } = await waiting();
    await (await office.whenWaiting(`submission/${message}`)).terminate('test');
    await office.wake(id);
    await office.whenWaiting(`submission/${message}`);
    expect(await office.filesOf(message)).toEqual([]);
    await take(message);
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([]);
    expect(await office.running(`submission/${message}`)).toBe('RUNNING');
  });

  test('C1 switched to direct communication while it waits it delivers itself, once, and is not taken out', async () => {
    const { message } = await waiting();
    await switchToDirect();
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
    await expect(take(message)).rejects.toThrow('collection system sepa-noord delivers its files itself');
    await expect(take(system)).rejects.toThrow('collection system sepa-noord delivers its files itself');
    await expect(again(message, 'anna', 'lost')).rejects.toThrow('delivers its files itself');
    await setSystem('direct_communication = false');
    await expect(again(message, 'anna', 'lost')).rejects.toThrow('was not taken out by hand');
    expect((await take(message))[0]?.message).toBe(`submission ${message} is delivered: it is not to be taken out`);
  });

  test('C1 a delivery that failed is taken out once the system is switched; the question closes by itself', async () => {
    await setSystem('direct_communication = true');
    office.faults.exchange = (real) => ({ ...real, writeTemporary: () => Promise.reject(new Error('no route')) });
    const sending = await office.send(1);
    await eventually(
      async () => {
        await office.pass('3 minutes');
        return listInstructions(office.db, { cause: 'delivery_failed' });
      },
      (rows) => rows.length === 1,
      'the failure is put to a person',
    );
    const question = await office.instruction('delivery_failed', sending.id);
    await setSystem('direct_communication = false');
    expect(await take(sending.message)).toMatchObject([{ file: `${sending.message}.xml` }]);
    await office.becomes(sending.message, 'delivered');
    await office.drain();
    expect(await office.client.workflow.getHandle(`instruction/${question.id}`).result()).toBe('retry');
    expect(await office.filesOf(sending.message)).toEqual([]);
    expect(await lineNow(office.db, sending.lines[0] as Line)).toMatchObject({ state: 'in_flight' });
  });
});
