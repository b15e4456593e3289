import { createHash } from 'node:crypto';
import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { many, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { findSubmission, recordWritten } from '../../db/submissions.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { decideAs } from '../support/deciding.ts';
import { addLine, freeze, lineNow } from '../support/lines.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('deliveries');
const stamp = { at: '2026-03-02T08:00:00.000Z', actor: 'system' };

afterEach(() => void (world.faults = {}));

/** A written submission of one line. */
async function written() {
  const line = await addLine(world.db);
  const [submission] = (await freeze(world.db, world.now)).submissions;
  if (!submission) throw new Error('nothing was frozen');
  await world.activities.writeSubmission({ id: submission.id });
  return { line, id: submission.id, file: `${submission.message_id}.xml` };
}

const deliver = (id: number) => world.activities.deliverSubmission({ id });
const stateOf = async (id: number) => (await findSubmission(world.db, id)).state;
const attempts = (id: number) =>
  many<{ attempt: number; phase: string }>(
    world.db,
    'SELECT attempt, phase FROM delivery_attempts WHERE submission_id = :id ORDER BY attempt',
    { id },
  );
const copiesOf = async (file: string) => (await world.atBank()).filter((name) => name.includes(file.slice(0, -4)));

/** The exchange with one method replaced; the replacement is used once, or always. */
function fault<Name extends keyof Exchange>(
  name: Name,
  replacement: (real: Exchange) => Exchange[Name],
  always = false,
): void {
  let left = 1;
  world.faults.exchange = (real) => ({
    ...real,
    [name]: (...given: never[]) => {
      if (!always && left-- <= 0) return (real[name] as (...all: never[]) => unknown)(...given);
      return (replacement(real) as (...all: never[]) => unknown)(...given);
    },
  });
}

describe('the delivery protocol', () => {
  test('C13 C15 a file that waited past its first date is not delivered', async () => {
    const { id, file } = await written();
    world.now = '2026-03-03T08:00:00.000Z';
    await expect(deliver(id)).rejects.toThrow('its first date 2026-03-03 must be after today');
    expect(await copiesOf(file)).toEqual([]);
    world.now = stamp.at;
    expect(await deliver(id)).toMatchObject({ kind: 'delivered' });
  });

  test('C12 writes the file under its name once, and nothing is left of the temporary name', async () => {
    const { id, file } = await written();
    expect(await deliver(id)).toMatchObject({ kind: 'delivered' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await stateOf(id)).toBe('delivered');
    expect(await deliver(id)).toEqual({ kind: 'nothing', note: 'submission is delivered' });
  });

  test('C12 writes the same bytes twice, and another hash breaks a promise', async () => {
    const { id } = await written();
    const { sha256 } = await findSubmission(world.db, id);
    await run(world.db, `UPDATE submissions SET state = 'frozen', sha256 = NULL WHERE id = :id`, { id });
    await world.activities.writeSubmission({ id });
    const again = await findSubmission(world.db, id);
    expect(again.sha256).toBe(sha256);
    await expect(recordWritten(world.db, id, { sha256: 'f'.repeat(64), size_bytes: 1 }, stamp)).rejects.toMatchObject({
      type: 'BROKEN_PROMISE',
    });
    expect((await findSubmission(world.db, id)).sha256).toBe(sha256);
  });

  test('C12 the delivered bytes have the archived hash', async () => {
    const { id, file } = await written();
    await deliver(id);
    const bytes = await readFile(join(world.bankDir, 'to-bank', file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe((await findSubmission(world.db, id)).sha256);
  });

  test('C12 an answer lost after the rename is settled by looking: delivered, and nobody is asked', async () => {
    const { id, file } = await written();
    fault('rename', (real) => async (...given) => {
      await real.rename(...given);
      throw new Error('connection lost');
    });
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    expect(await attempts(id)).toEqual([{ attempt: 1, phase: 'renaming' }]);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 1, seen at the bank' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await attempts(id)).toEqual([{ attempt: 1, phase: 'done' }]);
  });

  test('C12 a rename that was refused is done by the next attempt: exactly one file', async () => {
    const { id, file } = await written();
    fault('rename', () => () => Promise.reject(new Error('permission denied')));
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    expect(await copiesOf(file)).toEqual([`.${file}.1.tmp`]);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await attempts(id)).toHaveLength(1);
  });

  test('C12 a file that the bank took before anybody looked has arrived', async () => {
    const { id, file } = await written();
    fault('rename', (real) => async (...given) => {
      await real.rename(...given);
      await rename(join(world.bankDir, 'to-bank', file), join(world.bankDir, 'to-bank/taken', file));
      throw new Error('connection lost');
    });
    await expect(deliver(id)).rejects.toThrow('connection lost');
    expect(await deliver(id)).toMatchObject({ kind: 'delivered' });
    expect(await copiesOf(file)).toEqual([]);
  });

  test('C12 a file that is nowhere to be seen is unknown, and is never sent again by itself', async () => {
    const { id, file } = await written();
    fault('rename', () => async (name, attempt) => {
      await rm(join(world.bankDir, 'to-bank', `.${name}.${attempt}.tmp`));
      throw new Error('connection lost');
    });
    await expect(deliver(id)).rejects.toThrow('connection lost');
    expect(await deliver(id)).toEqual({ kind: 'unknown', note: 'the file is not seen at the bank' });
    expect(await stateOf(id)).toBe('unknown');
    expect(await deliver(id)).toEqual({ kind: 'nothing', note: 'submission is unknown' });
    expect(await copiesOf(file)).toEqual([]);
  });

  test('C12 a file of another size under the name is doubt, and stays as it is', async () => {
    const { id, file } = await written();
    await writeFile(join(world.bankDir, 'to-bank', file), 'something else');
    await expect(deliver(id)).rejects.toMatchObject({ type: 'IN_DOUBT' });
    expect(await deliver(id)).toEqual({ kind: 'unknown', note: 'a file of another size stands under the name' });
    expect(await readFile(join(world.bankDir, 'to-bank', file), 'utf8')).toBe('something else');
    await rm(join(world.bankDir, 'to-bank', file));
  });

  test('C12 a partial write is not renamed; the next attempt writes anew and clears up', async () => {
    const { id, file } = await written();
    fault('writeTemporary', (real) => (name, attempt, chunks, size) => {
      async function* half(): AsyncIterable<Buffer> {
        for await (const chunk of chunks) yield chunk.subarray(0, chunk.length / 2);
      }
      return real.writeTemporary(name, attempt, half(), size);
    });
    await expect(deliver(id)).rejects.toMatchObject({ type: 'EXCHANGE' });
    expect(await attempts(id)).toEqual([{ attempt: 1, phase: 'writing' }]);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 2' });
    expect(await copiesOf(file)).toEqual([file]);
    expect(await attempts(id)).toEqual([
      { attempt: 1, phase: 'given_up' },
      { attempt: 2, phase: 'done' },
    ]);
  });

  test('C12 what a full disk left is cleared away before the next attempt writes', async () => {
    const { id, file } = await written();
    let leftBefore: string[] = [];
    fault(
      'writeTemporary',
      () => async (name, attempt) => {
        leftBefore = await copiesOf(file);
        await writeFile(join(world.bankDir, 'to-bank', `.${name}.${attempt}.tmp`), 'half');
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
      true,
    );
    await expect(deliver(id)).rejects.toThrow('ENOSPC');
    await expect(deliver(id)).rejects.toThrow('ENOSPC');
    expect(leftBefore).toEqual([]);
    world.faults = {};
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 3' });
    expect(await copiesOf(file)).toEqual([file]);
  });

  test('C12 without its archived bytes nothing is sent', async () => {
    const { id, file } = await written();
    const { sha256 } = await findSubmission(world.db, id);
    const { archive } = world.ports;
    world.ports.archive = { ...archive, has: () => Promise.resolve(false) };
    await expect(deliver(id)).rejects.toMatchObject({ type: 'BROKEN_PROMISE', nonRetryable: true });
    world.ports.archive = archive;
    expect(await world.ports.archive.has(sha256 ?? '')).toBe(true);
    expect(await copiesOf(file)).toEqual([]);
  });

  test('C12 archived bytes that were changed are never renamed', async () => {
    const { id, file } = await written();
    const { sha256 } = await findSubmission(world.db, id);
    const path = join(world.bankDir, '../archive', (sha256 ?? '').slice(0, 2), sha256 ?? '');
    await chmod(path, 0o600);
    const bytes = await readFile(path);
    bytes[10] = 0x20;
    await writeFile(path, bytes);
    await expect(deliver(id)).rejects.toMatchObject({ type: 'BROKEN_PROMISE' });
    expect(await copiesOf(file)).not.toContain(file);
  });
});

describe('workers that come back late', () => {
  test('C12 of two deliveries at once only one renames', async () => {
    const { id, file } = await written();
    let passed: () => void = () => undefined;
    const secondIsDone = new Promise<void>((resolve) => (passed = resolve));
    let hasWritten = false;
    fault('writeTemporary', (real) => async (...given) => {
      await real.writeTemporary(...given);
      hasWritten = true;
      await secondIsDone;
    });
    const zombie = deliver(id);
    while (!hasWritten) await stat(world.bankDir);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 2' });
    passed();
    expect(await zombie).toEqual({ kind: 'nothing', note: 'another attempt took over' });
    expect(await copiesOf(file)).toEqual([file]);
  });

  test('C12 a rename that comes after the bank took the file finds nothing to rename', async () => {
    const { id, file } = await written();
    let wakeUp: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wakeUp = resolve));
    let asleepNow = false;
    fault('rename', (real) => async (...given) => {
      asleepNow = true;
      await asleep;
      await real.rename(...given);
    });
    const zombie = deliver(id);
    while (!asleepNow) await stat(world.bankDir);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered' });
    await rename(join(world.bankDir, 'to-bank', file), join(world.bankDir, 'to-bank/taken', file));
    wakeUp();
    await expect(zombie).rejects.toMatchObject({ type: 'IN_DOUBT' });
    expect(await copiesOf(file)).toEqual([]);
    expect(await stateOf(id)).toBe('delivered');
  });

  test('C12 a confirmation that comes after the question settles it and closes the instruction', async () => {
    const { id, file } = await written();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    fault('rename', (real) => async (...given) => {
      await real.rename(...given);
      await rm(join(world.bankDir, 'to-bank', file));
      await answered;
    });
    const slow = deliver(id);
    while ((await attempts(id))[0]?.phase !== 'renaming' || (await copiesOf(file)).length > 0)
      await stat(world.bankDir);
    expect(await deliver(id)).toMatchObject({ kind: 'unknown' });
    await raise(world.ports, question(id, 'delivery_unknown'));
    answer();
    expect(await slow).toMatchObject({ kind: 'delivered' });
    expect(await stateOf(id)).toBe('delivered');
    expect(await listInstructions(world.db, { cause: 'delivery_unknown' })).toEqual([]);
  });
});

const question = (id: number, cause: 'delivery_unknown' | 'delivery_failed') => ({
  cause,
  subject_kind: 'submission',
  subject_id: String(id),
  facts: { detail: 'a test asks' },
  actor: 'system',
});

describe('a delivery that fails for good', () => {
  test('C12 before the rename it is certain that nothing has left', async () => {
    const { id } = await written();
    fault('writeTemporary', () => () => Promise.reject(new Error('no space')));
    await expect(deliver(id)).rejects.toThrow('no space');
    expect(await world.activities.giveUpDelivery({ id, reason: 'no space' })).toEqual({ state: 'delivering' });
  });

  test('C12 after the rename had begun it is unknown, so that nobody is told that nothing has left', async () => {
    const { id } = await written();
    fault('rename', (real) => async (...given) => {
      await real.rename(...given);
      throw new Error('connection lost');
    });
    await expect(deliver(id)).rejects.toThrow('connection lost');
    expect(await world.activities.giveUpDelivery({ id, reason: 'no connection' })).toEqual({ state: 'unknown' });
  });

  test('C12 a withdrawal is refused while a worker that came back is renaming', async () => {
    const { id, line } = await written();
    fault('writeTemporary', () => () => Promise.reject(new Error('no space')));
    await expect(deliver(id)).rejects.toThrow('no space');
    const asked = await raise(world.ports, question(id, 'delivery_failed'));
    await run(world.db, `UPDATE delivery_attempts SET phase = 'renaming' WHERE submission_id = :id`, { id });
    const withdraw = { actor: 'carla', outcome: 'withdraw', reason: 'disk' };
    await expect(decideAs(world.db, asked, withdraw, world.now)).rejects.toMatchObject({ type: 'CONFLICT' });
    await run(world.db, `UPDATE delivery_attempts SET phase = 'writing' WHERE submission_id = :id`, { id });
    expect(await decideAs(world.db, asked, withdraw, world.now)).toMatchObject({ decided: true });
    expect(await attempts(id)).toEqual([{ attempt: 1, phase: 'given_up' }]);
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'held', released: true });
  });

  test('C12 sent again although it stands at the bank after all: seen, and not sent a second time', async () => {
    const { id, file } = await written();
    fault('rename', (real) => async (...given) => {
      await real.rename(...given);
      await rename(join(world.bankDir, 'to-bank', file), join(world.bankDir, 'to-bank/taken', file));
      throw new Error('connection lost');
    });
    await expect(deliver(id)).rejects.toThrow('connection lost');
    await world.activities.giveUpDelivery({ id, reason: 'no connection' });
    const asked = await raise(world.ports, question(id, 'delivery_unknown'));
    await decideAs(world.db, asked, { actor: 'anna', outcome: 'send_again', reason: 'not in the portal' }, world.now);
    expect(await deliver(id)).toMatchObject({ kind: 'delivered', note: 'attempt 2, seen at the bank' });
    expect(await copiesOf(file)).toEqual([]);
  });
});
