import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openContext } from '../../client/context.ts';
import { takeFiles } from '../../client/takingFiles.ts';
import { run } from '../../db/connection.ts';
import { beginAttempt } from '../../db/deliveries.ts';
import { beginCopy, recordTaken } from '../../db/handOver.ts';
import { listInstructions } from '../../db/instructions.ts';
import { listAttempts } from '../../db/lists.ts';
import { actOnSubmission, findSubmission } from '../../db/submissions.ts';
import { testConfig } from '../client/support.ts';
import { decideAs } from '../support/deciding.ts';
import { addLine, freeze } from '../support/lines.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('hand_over');
const stamp = { at: '2026-03-02T08:00:00.000Z', actor: 'anna' };
const folder = () => join(world.bankDir, '../usb');

beforeEach(async () => {
  world.faults = {};
  await byHand();
  await mkdir(folder(), { recursive: true });
});
afterEach(() => rm(folder(), { recursive: true, force: true }));

const byHand = (yes = true) =>
  run(world.db, 'UPDATE collection_systems SET direct_communication = :direct', { direct: !yes });

function take(name: string) {
  const config = testConfig('postgres://unused@127.0.0.1:1/unused', { archiveDir: join(world.bankDir, '../archive') });
  const unused = undefined as never;
  const temporal = { client: unused, connection: unused, port: world.ports.temporal, close: () => Promise.resolve() };
  const context = openContext(config, 'anna', { db: world.db, temporal });
  return takeFiles({ ...context, now: () => Promise.resolve(world.now) }, name, folder());
}

/** A written submission of one line. */
async function written() {
  await addLine(world.db);
  const [submission] = (await freeze(world.db, world.now)).submissions;
  if (!submission) throw new Error('nothing was frozen');
  await world.activities.writeSubmission({ id: submission.id });
  return { id: submission.id, message: submission.message_id, file: `${submission.message_id}.xml` };
}

const stateOf = async (id: number) => (await findSubmission(world.db, id)).state;
const phases = async (id: number) => (await listAttempts(world.db, id)).map(({ phase }) => phase);
const isWaiting = async (id: number) => (await world.activities.lookSubmission({ id })).waits_for_hand_over;
const begin = async (id: number) => beginAttempt(world.db, id, stamp, 'person');

describe('C1 taking a file out', () => {
  test('C1 what is there already is not overwritten, and nothing is taken; elsewhere it is', async () => {
    const { id, message, file } = await written();
    await writeFile(join(folder(), file), 'something else');
    const [refused] = await take(message);
    expect(refused).toEqual({
      submission: message,
      file: null,
      message: `${file} stands in the folder already, and is not overwritten`,
    });
    expect(await readFile(join(folder(), file), 'utf8')).toBe('something else');
    expect(await readdir(folder())).toEqual([file]);
    expect([await stateOf(id), await phases(id), await isWaiting(id)]).toEqual(['written', ['given_up'], true]);
    await rm(join(folder(), file));
    expect(await take(message)).toMatchObject([{ file }]);
    expect([await stateOf(id), await phases(id)]).toEqual(['delivered', ['given_up', 'done']]);
  });

  test('C12 without its bytes in the archive nothing is taken, and nothing is left in the folder', async () => {
    const { id, message } = await written();
    const { sha256 } = await findSubmission(world.db, id);
    await rm(join(world.bankDir, '../archive', sha256?.slice(0, 2) ?? '', sha256 ?? ''));
    expect((await take(message))[0]?.message).toMatch(/^archived file .* could not be read/);
    expect([await stateOf(id), await readdir(folder())]).toEqual(['written', []]);
  });

  test('C1 a folder that is not there, and a submission that is not there, are named', async () => {
    const { message } = await written();
    await rm(folder(), { recursive: true });
    await expect(take(message)).rejects.toThrow(`there is no folder ${folder()}`);
    await mkdir(folder());
    await expect(take('SEPA-NOORD-0')).rejects.toThrow('submission SEPA-NOORD-0 does not exist');
  });

  test('C1 of two attempts only the later one takes the file', async () => {
    const { id } = await written();
    expect(await begin(id)).toEqual({ kind: 'write', attempt: 1 });
    expect(await begin(id)).toEqual({ kind: 'write', attempt: 2 });
    await expect(recordTaken(world.db, id, 1, stamp)).rejects.toThrow('another attempt took over');
    await recordTaken(world.db, id, 2, stamp);
    await expect(recordTaken(world.db, id, 2, stamp)).rejects.toThrow('another attempt took over');
    expect([await stateOf(id), await phases(id)]).toEqual(['delivered', ['given_up', 'done']]);
  });

  test('C1 withdrawn while it is being taken: nothing is recorded', async () => {
    const { id } = await written();
    await begin(id);
    await actOnSubmission(world.db, id, 'withdraw', { actor: 'bert', reason: 'wrong date' }, stamp.at);
    await expect(recordTaken(world.db, id, 1, stamp)).rejects.toThrow('is withdrawn by now: it is not taken out');
    expect([await stateOf(id), await phases(id)]).toEqual(['withdrawn', ['writing']]);
  });

  test('C1 switched to direct communication while it is being taken: whoever is first delivers, alone', async () => {
    const { id, file } = await written();
    await begin(id);
    await byHand(false);
    expect(await world.activities.deliverSubmission({ id })).toMatchObject({ kind: 'delivered' });
    await expect(recordTaken(world.db, id, 1, stamp)).rejects.toThrow('another attempt took over');
    expect(await world.atBank()).toContain(file);
    const other = await written();
    await byHand();
    await begin(other.id);
    await byHand(false);
    await recordTaken(world.db, other.id, 1, stamp);
    expect(await world.activities.deliverSubmission({ id: other.id })).toMatchObject({ kind: 'nothing' });
    expect(await world.atBank()).not.toContain(other.file);
  });

  test('C1 switched to by hand: a delivery that was still writing is left to the person, and cannot go on', async () => {
    await byHand(false);
    const { id, message, file } = await written();
    world.faults.exchange = (real) => ({ ...real, writeTemporary: () => Promise.reject(new Error('no route')) });
    await expect(world.activities.deliverSubmission({ id })).rejects.toThrow('no route');
    await byHand();
    world.faults = {};
    expect(await world.activities.deliverSubmission({ id })).toEqual({
      kind: 'nothing',
      note: 'submission is delivering',
    });
    expect(await isWaiting(id)).toBe(true);
    expect(await take(message)).toMatchObject([{ file }]);
    expect([await stateOf(id), await phases(id)]).toEqual(['delivered', ['given_up', 'done']]);
    expect(await world.atBank()).not.toContain(file);
  });

  test('C12 switched to by hand in the doubt: it is looked at first, and not taken out', async () => {
    await byHand(false);
    const { id, message, file } = await written();
    world.faults.exchange = (real) => ({
      ...real,
      rename: async (...given) => {
        await real.rename(...given);
        throw new Error('connection lost');
      },
    });
    await expect(world.activities.deliverSubmission({ id })).rejects.toThrow('connection lost');
    await byHand();
    expect(await isWaiting(id)).toBe(false);
    expect((await take(message))[0]?.message).toMatch(/its workflow looks first whether it arrived$/);
    expect(await world.activities.deliverSubmission({ id })).toMatchObject({ kind: 'delivered' });
    expect(await readdir(folder())).toEqual([]);
    expect(await world.atBank()).toContain(file);
  });

  test('C12 the system asks for approval since the file was written: the person must wait for it', async () => {
    const { id, message } = await written();
    await run(world.db, 'UPDATE collection_systems SET approval_required = true');
    expect((await take(message))[0]?.message).toMatch(/awaits its approval/);
    await run(world.db, 'UPDATE collection_systems SET approval_required = false');
    expect(await stateOf(id)).toBe('awaiting_approval');
  });

  test('C1 a name that cannot be given after the record: it counts as taken, and a copy is what is left', async () => {
    const { id } = await written();
    const step = await begin(id);
    await recordTaken(world.db, id, step.kind === 'write' ? step.attempt : 0, stamp);
    expect(await begin(id)).toEqual({ kind: 'nothing', state: 'delivered' });
    const copy = await beginCopy(world.db, id, 'the folder was full', { ...stamp, actor: 'bert' });
    expect(await recordTaken(world.db, id, copy, stamp)).toEqual([]);
    expect((await listAttempts(world.db, id)).map(({ phase, taken_by }) => [phase, taken_by])).toEqual([
      ['done', 'anna'],
      ['done', 'bert'],
    ]);
  });
});

describe('a file that waits for a person', () => {
  const asked = async (message: string) =>
    (await listInstructions(world.db, { cause: 'file_waits', all: true })).filter(
      ({ facts }) => facts['submission'] === message,
    );
  const states = async (message: string) => (await asked(message)).map(({ state }) => state);

  async function check(hours: number): Promise<void> {
    world.now = new Date(Date.parse(stamp.at) + hours * 3_600_000).toISOString();
    await world.activities.findIdleRows();
  }

  test('C1 is asked about after two hours, again on the next day, and the question closes itself when it was taken', async () => {
    const seen = await written();
    await check(1.9);
    expect(await states(seen.message)).toEqual([]);
    await check(2.1);
    await check(2.2);
    const [instruction, ...others] = await asked(seen.message);
    expect(instruction).toMatchObject({
      state: 'open',
      facts: { command: `incasso files take ${seen.message} --to FOLDER` },
    });
    expect(others).toEqual([]);
    await decideAs(world.db, instruction?.id ?? 0, { outcome: 'seen', actor: 'anna' }, world.now);
    await check(20);
    expect(await states(seen.message)).toEqual(['decided']);
    await check(27);
    expect(await states(seen.message)).toEqual(['decided', 'open']);

    const { message } = await written();
    await check(33);
    expect(await states(message)).toEqual(['open']);
    await take(message);
    await check(34);
    expect(await states(message)).toEqual(['decided']);
    world.now = stamp.at;
  });

  test('C12 one that awaits its approval is asked about, and again when it is to be taken out then', async () => {
    await run(world.db, 'UPDATE collection_systems SET approval_required = true');
    const { id, message } = await written();
    await check(2.1);
    expect((await asked(message)).map(({ facts }) => facts['command'])).toEqual([
      `incasso submissions approve ${message}`,
    ]);
    const { sha256 } = await findSubmission(world.db, id);
    const by = { actor: 'bert', sha256: sha256 ?? '' };
    expect(await actOnSubmission(world.db, id, 'approve', by, world.now)).toMatchObject({ done: true });
    await check(5);
    expect((await asked(message)).map(({ state, facts }) => [state, facts['command']])).toEqual([
      ['decided', `incasso submissions approve ${message}`],
      ['open', `incasso files take ${message} --to FOLDER`],
    ]);
    await run(world.db, 'UPDATE collection_systems SET approval_required = false');
    world.now = stamp.at;
  });
});
