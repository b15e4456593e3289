import { inspect } from 'node:util';

import { describe, expect, test } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { many, run } from '../../db/connection.ts';
import { snooze } from '../../db/handling.ts';
import { findInstruction, listInstructions } from '../../db/instructions.ts';
import { testDesk } from './testDesk.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('digest');
const { dossier, raised, digest } = testDesk(world);

describe('T8 the digest', () => {
  test("holds the source's example on a Monday, in the recipient's language, once", async () => {
    world.ports.settings.digestAnchor = '2023-11-20';
    const [a, b] = [await dossier('a'), await dossier('b')];
    await raised('2023-11-16T09:00:00.000Z', a);
    const older = await raised('2023-11-15T22:30:00.000Z', b);
    const younger = await raised('2023-11-19T09:00:00.000Z', b);
    expect(await digest('2023-11-20T06:59:00.000Z')).toEqual([]);
    const [mail, ...more] = await digest('2023-11-20T07:00:00.000Z');
    expect([more, mail?.to, mail?.subject]).toEqual([[], 'mona@example.org', 'Instructies die op u wachten: 2']);
    expect(mail?.text).toContain('Dossier b');
    expect(mail?.text).not.toContain('Dossier a');
    for (const id of [older, younger]) expect(mail?.text).toContain(`Instructie ${id}`);
    expect(mail?.html).toContain('<section lang="nl">');
    expect(await digest('2023-11-20T12:00:00.000Z')).toEqual([]);
    expect(await digest('2023-11-21T12:00:00.000Z')).toEqual([]);
    world.ports.settings.digestAnchor = '2026-01-05';
  });

  test('goes on Tuesday to Thursday when the worker was down, with ages as of the Monday, and then waits for the next', async () => {
    const one = await dossier('late');
    await raised('2026-01-15T09:00:00.000Z', one);
    expect(await digest('2026-01-20T09:00:00.000Z')).toEqual([]);
    await run(world.db, 'DELETE FROM digests');
    await raised('2026-01-13T09:00:00.000Z', one);
    expect(await digest('2026-01-23T09:00:00.000Z')).toEqual([]);
    expect((await digest('2026-02-03T09:00:00.000Z')).map((mail) => mail.to)).toEqual(['mona@example.org']);
  });

  test('nothing qualifies: no mail, and it is not looked at again the next day', async () => {
    await raised('2026-01-16T09:00:00.000Z', await dossier('young'));
    expect(await digest('2026-01-19T09:00:00.000Z')).toEqual([]);
    expect(await digest('2026-01-22T09:00:00.000Z')).toEqual([]);
  });

  test('what rests is neither listed nor counted', async () => {
    const one = await dossier('rests');
    const old = await raised('2026-01-08T09:00:00.000Z', one);
    await raised('2026-01-18T09:00:00.000Z', one);
    const by = { at: world.now, operator: 'mona', actor: 'mona' };
    await snooze(world.db, old, { until: '2026-01-26' }, by);
    expect(await digest('2026-01-19T09:00:00.000Z')).toEqual([]);
  });

  test('each in the zone of its recipient; without a dossier by creditor; red ones to support', async () => {
    const far = await dossier('far', 'yuki');
    await raised('2026-01-13T09:00:00.000Z', far);
    await raised('2026-01-13T09:00:00.000Z', undefined, 'job_failed');
    expect((await digest('2026-01-18T23:00:00.000Z')).map((mail) => mail.to)).toEqual(['yuki@example.org']);
    const [support] = await digest('2026-01-19T07:00:00.000Z');
    expect([support?.to, support?.subject]).toEqual(['carla@example.org', 'Anweisungen, die auf Sie warten: 1']);
    expect(support?.text).toContain('Die Installation');
  });

  test('two jobs at once make one mail', async () => {
    await raised('2026-01-08T09:00:00.000Z', await dossier('both'));
    world.now = '2026-01-19T09:00:00.000Z';
    await Promise.all([1, 2, 3].map(() => world.activities.makeDigests()));
    await world.activities.sendWaitingMails();
    expect(world.mails).toHaveLength(1);
  });
});

test('T11 one list and one digest hold what every process asks: a file, a doubtful delivery, a parked posting, a signature', async () => {
  await run(world.db, `UPDATE operators SET roles = '{accountant}' WHERE code = 'yuki'`);
  world.now = '2026-01-12T09:00:00.000Z';
  const subjects = [
    ['delivery_unknown', 'submission'],
    ['file_does_not_add_up', 'inbound_file'],
    ['posting_parked', 'creditor'],
    ['signature_missing', 'mandate'],
  ] as const;
  for (const [cause, subject_kind] of subjects) {
    await raise(world.ports, { cause, subject_kind, subject_id: '1', creditor_id: 1, facts: {}, actor: 'system' });
  }
  await raised('2026-01-12T09:00:00.000Z', await dossier('beside', 'yuki'));
  const listed = (await listInstructions(world.db)).map((row) => row.cause);
  expect(listed).toEqual([...subjects.map(([cause]) => cause), 'wrong_period']);
  const [mail] = await digest('2026-01-19T00:00:00.000Z');
  expect([mail?.to, mail?.subject]).toEqual(['yuki@example.org', 'Instructions that wait for you: 5']);
  expect(mail?.text.match(/^(Creditor|Dossier) .*$/gm)).toEqual(['Creditor noord', 'Dossier beside']);
});

describe('T5 those whose it is', () => {
  const announced = async (id: number) => {
    await world.activities.announceInstruction({ id });
    await world.activities.sendWaitingMails();
    return world.mails.splice(0).map((mail) => mail.to);
  };

  test('orange: the manager of the dossier, else the administrators', async () => {
    expect(await announced(await raised('2026-01-08T09:00:00.000Z', await dossier('managed')))).toEqual([
      'mona@example.org',
    ]);
    expect(await announced(await raised('2026-01-08T09:00:00.000Z', await dossier('nobody', null)))).toEqual([
      'dora@example.org',
    ]);
  });

  test('a recipient without an address: it becomes red, and support is told', async () => {
    const id = await raised('2026-01-08T09:00:00.000Z', await dossier('unreachable', 'mute'));
    expect(await announced(id)).toEqual([]);
    expect(await findInstruction(world.db, id)).toMatchObject({ colour: 'red', handovers: 1 });
    expect(await announced(id)).toEqual(['carla@example.org']);
    const audit = await many(
      world.db,
      `SELECT actor, detail->>'reason' AS reason FROM audit WHERE subject = :subject`,
      {
        subject: `instruction/${id}`,
      },
    );
    expect(audit).toEqual([{ actor: 'system', reason: 'nobody whose it is has an e-mail address' }]);
  });

  test('what comes from outside is escaped in the HTML and whole in the text', async () => {
    world.now = '2026-01-08T09:00:00.000Z';
    const facts = { task: 1, dossier: 'x', package_says: '<script>alert("x")</script> & more' };
    const id = await raise(world.ports, {
      cause: 'package_refused',
      subject_kind: 'task',
      subject_id: 'x',
      facts,
      actor: 'c',
    });
    await world.activities.announceInstruction({ id });
    const [mail] = world.mails;
    expect(mail?.html).not.toContain('<script>');
    expect(mail?.html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more');
    expect(mail?.text).toContain('<script>alert("x")</script> & more');
    expect(mail?.html.match(/<html/g)).toHaveLength(1);
  });

  test('an address that the server refuses holds up nobody else, however much waits for it; it is told what was for it, without the address', async () => {
    world.faults.refuses = 'mona@example.org';
    const ids: number[] = [];
    for (const cause of ['wrong_period', 'unknown_journal', 'wrong_vat_code', 'double_booking'] as const) {
      const id = await raised('2026-01-08T12:00:00.000Z', await dossier(cause), cause);
      await world.activities.announceInstruction({ id });
      ids.push(id);
    }
    const id = await raised('2026-01-08T12:00:00.000Z', await dossier('three', null));
    await world.activities.announceInstruction({ id });
    expect(world.mails.map((mail) => mail.to)).toEqual(['dora@example.org']);
    const refusal = world.activities.sendWaitingMails();
    for (const one of ids) await expect(refusal).rejects.toThrow(`(instruction ${one}): `);
    await expect(refusal).rejects.toThrow('550 <(address)>: there is no such mailbox');
    expect(inspect(await refusal.catch((error: unknown) => error), { depth: 9 })).not.toContain('mona@');
    world.faults.refuses = undefined;
    expect(await world.activities.sendWaitingMails()).toMatchObject({ mails: 4, waiting: 0 });
  });
});
