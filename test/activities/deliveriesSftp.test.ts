import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { many, run } from '../../db/connection.ts';
import { listAttempts } from '../../db/lists.ts';
import { findSubmission } from '../../db/submissions.ts';
import type { SftpFault } from '../../stack/sftpServer.ts';
import { decideAs } from '../support/deciding.ts';
import { addLine, freeze } from '../support/lines.ts';
import { type SftpBank, startSftpBank } from '../support/sftpBank.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('deliveries_sftp');
let bank: SftpBank;

beforeAll(async () => {
  bank = await startSftpBank(world.bankDir, { outbox: '/to-bank', taken: '/to-bank/taken', inbox: '/from-bank' });
  await setExchange({});
});
afterEach(async () => {
  bank.faults.next = undefined;
  await vi.waitFor(() => expect(bank.server.connections().open).toBe(0));
});
afterAll(() => bank.stop());

function setExchange(given: { silence_timeout_ms?: number; port?: number }): Promise<unknown> {
  return run(world.db, 'UPDATE collection_systems SET exchange = :exchange::jsonb', {
    exchange: JSON.stringify({ ...bank.settings, ...given }),
  });
}

/** A written submission of one line. */
async function written() {
  await addLine(world.db);
  const [submission] = (await freeze(world.db, world.now)).submissions;
  if (!submission) throw new Error('nothing was frozen');
  await world.activities.writeSubmission({ id: submission.id });
  return { id: submission.id, file: `${submission.message_id}.xml` };
}

const deliver = (id: number) => world.activities.deliverSubmission({ id });
const stateOf = async (id: number) => (await findSubmission(world.db, id)).state;
const phases = async (id: number) =>
  (
    await many<{ phase: string }>(
      world.db,
      'SELECT phase FROM delivery_attempts WHERE submission_id = :id ORDER BY attempt',
      { id },
    )
  ).map(({ phase }) => phase);
/** All that the bank has of a file, whatever its name, also what it has taken. */
async function copiesOf(file: string): Promise<string[]> {
  const names = await readdir(join(world.bankDir, 'to-bank'), { recursive: true });
  return names.filter((name) => name.includes(file)).sort();
}

/** The next request of a kind meets the fault. The count says how many renames reached the server in all. */
function fault(kind: string, what: SftpFault, before: () => Promise<unknown> = async () => {}): { renames: number } {
  const seen = { renames: 0 };
  let left = 1;
  bank.faults.next = async (request) => {
    if (request.kind === 'rename') seen.renames += 1;
    if (request.kind !== kind || left-- <= 0) return undefined;
    await before();
    return what;
  };
  return seen;
}

const inBank = (...names: string[]) => join(world.bankDir, 'to-bank', ...names);

describe('the delivery protocol over SFTP', () => {
  test('C12 the file arrives once with the archived bytes, and nothing is left of the temporary name', async () => {
    const { id, file } = await written();
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 1' });
    expect(await copiesOf(file)).toEqual([file]);
    const hash = createHash('sha256').update(await readFile(inBank(file)));
    expect(hash.digest('hex')).toBe((await findSubmission(world.db, id)).sha256);
    expect(await deliver(id)).toMatchObject({ kind: 'nothing' });
  });

  test('C12 dropped before the rename: the next attempt finds it not renamed, and renames once', async () => {
    const { id, file } = await written();
    const seen = fault('rename', 'drop');
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    expect(await copiesOf(file)).toEqual([`.${file}.1.tmp`]);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 1' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await phases(id)).toEqual(['done']);
    expect(seen.renames).toBe(2);
  });

  test('C12 dropped after the rename: the lost answer is looked at, and nothing is sent again', async () => {
    const { id, file } = await written();
    const seen = fault('rename', 'drop_after');
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 1, seen at the bank' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await listAttempts(world.db, id)).toMatchObject([{ phase: 'done', note: 'seen at the bank' }]);
    expect(seen.renames).toBe(1);
  });

  test('C12 the answer lost and the file taken by the bank meanwhile: it arrived', async () => {
    const { id, file } = await written();
    const seen = fault('rename', 'drop_after');
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    await rename(inBank(file), inBank('taken', file));
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 1, seen at the bank' });
    expect(await copiesOf(file)).toEqual([join('taken', file)]);
    expect(seen.renames).toBe(1);
  });

  test.each([
    ['hang', 'attempt 1', 2],
    ['hang_after', 'attempt 1, seen at the bank', 1],
  ] as const)(
    'C12 a server that falls silent at the rename (%s) is looked at: one file',
    async (what, note, renames) => {
      const { id, file } = await written();
      await setExchange({ silence_timeout_ms: 1_000 });
      const seen = fault('rename', what);
      await expect(deliver(id)).rejects.toThrow('it does not answer any more (1000 ms)');
      await setExchange({});
      expect(await deliver(id)).toMatchObject({ kind: 'delivered', note });
      expect(await copiesOf(file)).toEqual([file]);
      expect(seen.renames).toBe(renames);
    },
  );

  test('C12 permission refused after the upload: the next attempt renames the same temporary file', async () => {
    const { id, file } = await written();
    fault('rename', 'refuse');
    await expect(deliver(id)).rejects.toThrow('permission is denied');
    expect(await deliver(id)).toMatchObject({ kind: 'delivered' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await phases(id)).toEqual(['done']);
  });

  test('C12 a temporary file that disappeared at the rename is unknown, and never sent again by itself', async () => {
    const { id, file } = await written();
    const seen = fault('rename', 0, () => rm(inBank(`.${file}.1.tmp`)));
    await expect(deliver(id)).rejects.toThrow('there is no such file');
    expect(await deliver(id)).toEqual({ kind: 'unknown', note: 'the file is not seen at the bank' });
    expect(await deliver(id)).toMatchObject({ kind: 'nothing' });
    expect(await copiesOf(file)).toEqual([]);
    expect(seen.renames).toBe(1);
  });

  test.each(['open', 'write', 'close', 'lstat'])(
    'C12 a connection lost while it writes (%s) has sent nothing; the next attempt writes anew',
    async (kind) => {
      const { id, file } = await written();
      const seen = fault(kind, 'drop_after');
      await expect(deliver(id)).rejects.toMatchObject({ type: 'EXCHANGE' });
      expect(await phases(id)).toEqual(['writing']);
      expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 2' });
      expect(await copiesOf(file)).toEqual([file]);
      expect(seen.renames).toBe(1);
    },
  );

  test('C12 while the server cannot be reached the doubt stays, and settles nothing', async () => {
    const { id, file } = await written();
    fault('rename', 'drop_after');
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    await setExchange({ port: 9 });
    await expect(deliver(id)).rejects.toMatchObject({ type: 'EXCHANGE' });
    expect(await stateOf(id)).toBe('delivering');
    expect(await world.activities.giveUpDelivery({ id, reason: 'no connection' })).toEqual({ state: 'unknown' });
    await setExchange({});
    const asked = await raise(world.ports, {
      cause: 'delivery_unknown',
      subject_kind: 'submission',
      subject_id: String(id),
      facts: { detail: 'a test asks' },
      actor: 'system',
    });
    await decideAs(world.db, asked, { actor: 'anna', outcome: 'send_again', reason: 'not in the portal' }, world.now);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 2, seen at the bank' });
    expect(await copiesOf(file)).toEqual([file]);
  });

  test('C12 a rename that the server does late, after the next attempt has done it, finds nothing', async () => {
    const { id, file } = await written();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await setExchange({ silence_timeout_ms: 1_000 });
    const seen = fault('rename', 0, () => held);
    await expect(deliver(id)).rejects.toThrow('it does not answer any more');
    await setExchange({});
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 1' });
    await rename(inBank(file), inBank('taken', file));
    release();
    await vi.waitFor(() => expect(bank.server.connections().open).toBe(0));
    expect(await copiesOf(file)).toEqual([join('taken', file)]);
    expect(seen.renames).toBe(2);
  });

  test('C12 of two deliveries at once only one renames', async () => {
    const { id, file } = await written();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    const seen = fault('close', 0, () => {
      isHeld = true;
      return held;
    });
    const zombie = deliver(id);
    while (!isHeld) await stat(world.bankDir);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 2' });
    release();
    // its temporary file was cleared away by the second one
    await expect(zombie).rejects.toThrow('bytes arrived');
    expect(await copiesOf(file)).toEqual([file]);
    expect(seen.renames).toBe(1);
  });
});

describe('what comes over SFTP', () => {
  test('C9 a run whose connection breaks takes nothing; the next one takes the file in once, and puts it aside', async () => {
    await world.putInInbox('crash.xml', 'no bank file');
    const take = () => world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    for (const [kind, what] of [
      ['readdir', 'drop'],
      ['read', 'drop'],
    ] as const) {
      fault(kind, what);
      await expect(take()).rejects.toMatchObject({ type: 'EXCHANGE' });
    }
    expect(await take()).toEqual({ found: 1, taken: 1, known: 0, left: 0 });
    const rows = await many<{ id: number }>(world.db, `SELECT id FROM inbound_files WHERE name = 'crash.xml'`);
    expect(rows).toHaveLength(1);
    const id = rows[0]?.id ?? 0;
    await world.activities.stageInboundFile({ id });
    fault('rename', 'drop_after');
    await expect(world.activities.finishInboundFile({ id })).rejects.toMatchObject({ type: 'EXCHANGE' });
    await world.activities.finishInboundFile({ id });
    expect(await world.inInbox()).toEqual([expect.stringMatching(/^crash\.xml\.done-2026-03-02-[0-9a-f]{8}$/)]);
  });
});
