import { describe, expect, test } from 'vitest';

import { run } from '../../db/connection.ts';
import { assign, escalate, markReminded, snooze } from '../../db/handling.ts';
import { findInstruction } from '../../db/instructions.ts';
import { testDesk } from './testDesk.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('reminder');
const { dossier, raised, digest, reminded } = testDesk(world);

const by = (operator: string, at: string) => ({ at, operator, actor: operator });
const dueOf = async (id: number) => (await findInstruction(world.db, id)).reminder_due_at;

describe('T7 the reminder', () => {
  test('is mailed once, five days later', async () => {
    const id = await raised('2026-01-08T09:00:00.000Z', await dossier('once'));
    expect((await findInstruction(world.db, id)).reminder_due_at).toBe('2026-01-13T07:00:00.000Z');
    expect(await reminded(id, '2026-01-13T07:00:00.000Z')).toEqual([
      'Herinnering: Een boeking valt in een afgesloten periode',
    ]);
    expect(await reminded(id, '2026-01-14T07:00:00.000Z')).toEqual([]);
  });

  test.each(['the reminder', 'the digest job'])(
    'never on the day of a digest that carries it, when %s runs first',
    async (who) => {
      const id = await raised('2026-01-14T09:00:00.000Z', await dossier('same day'));
      world.now = '2026-01-19T07:00:00.000Z';
      if (who === 'the digest job') await world.activities.makeDigests();
      expect(await reminded(id, '2026-01-19T07:00:00.000Z')).toEqual(['Instructies die op u wachten: 1']);
      expect((await findInstruction(world.db, id)).reminded_at).toBe('2026-01-19T07:00:00.000Z');
      expect(await digest('2026-01-19T09:00:00.000Z')).toEqual([]);
    },
  );

  test('goes on the day of a digest that does not carry it', async () => {
    const id = await raised('2026-01-15T09:00:00.000Z', await dossier('carried late'));
    expect(await digest('2026-01-19T09:00:00.000Z')).toEqual([]);
    expect(await reminded(id, '2026-01-20T07:00:00.000Z')).toHaveLength(1);
  });

  test('is left to the digest where the setting says so', async () => {
    world.ports.settings.reminders = 'digest';
    const id = await raised('2026-01-08T09:00:00.000Z', await dossier('quiet'));
    expect(await reminded(id, '2026-01-13T07:00:00.000Z')).toEqual([]);
    expect((await findInstruction(world.db, id)).reminded_at).toBe('2026-01-13T07:00:00.000Z');
  });

  test('is due five days after it was raised also when it changes hands; after a reminder the next have five of their own', async () => {
    const id = await raised('2026-01-20T09:00:00.000Z', await dossier('handed'));
    await escalate(world.db, id, { reason: 'no idea' }, by('mona', '2026-01-22T09:00:00.000Z'));
    expect(await dueOf(id)).toBe('2026-01-25T07:00:00.000Z');
    expect(await reminded(id, '2026-01-25T07:00:00.000Z')).toEqual([
      'Erinnerung: Eine Buchung fällt in eine geschlossene Periode',
    ]);
    await assign(world.db, id, { to: 'yuki' }, by('carla', '2026-01-26T09:00:00.000Z'));
    expect(await dueOf(id)).toBe('2026-01-30T23:00:00.000Z');
    expect(await reminded(id, '2026-01-30T23:00:00.000Z')).toEqual(['Reminder: A booking falls into a closed period']);
  });

  test('does not come before five days because it rested for one; after a rest it comes again', async () => {
    const id = await raised('2026-01-08T09:00:00.000Z', await dossier('rests'));
    await snooze(world.db, id, { until: '2026-01-09' }, by('mona', '2026-01-08T10:00:00.000Z'));
    expect(await dueOf(id)).toBe('2026-01-13T07:00:00.000Z');
    expect(await reminded(id, '2026-01-13T07:00:00.000Z')).toHaveLength(1);
    await snooze(world.db, id, { until: '2026-01-16' }, by('mona', '2026-01-14T10:00:00.000Z'));
    expect(await dueOf(id)).toBe('2026-01-16T07:00:00.000Z');
    expect(await reminded(id, '2026-01-16T07:00:00.000Z')).toHaveLength(1);
  });

  test('changed hands while the reminder went out: those who have it now are still reminded', async () => {
    const id = await raised('2026-01-08T09:00:00.000Z', await dossier('race'));
    const seen = await findInstruction(world.db, id);
    await escalate(world.db, id, { reason: 'no idea' }, by('mona', '2026-01-13T07:00:00.000Z'));
    await markReminded(world.db, seen, '2026-01-13T07:00:01.000Z');
    expect((await findInstruction(world.db, id)).reminded_at).toBeNull();
  });

  test("never on the morning of the recipient's own digest, also when the digest is made later that day", async () => {
    await run(world.db, `UPDATE operators SET roles = '{admin}' WHERE code IN ('mona', 'nina')`);
    await run(world.db, `UPDATE operators SET roles = '{}' WHERE code = 'dora'`);
    const id = await raised('2026-01-14T04:30:00.000Z', await dossier('two zones', null));
    // 08:00 in Brussels, where nobody's digest was made yet; 02:00 in New York
    expect(await reminded(id, '2026-01-19T07:00:00.000Z')).toEqual(['Instructies die op u wachten: 1']);
    const later = await digest('2026-01-19T13:00:00.000Z');
    expect(later.map((mail) => [mail.to, mail.subject])).toEqual([
      ['nina@example.org', 'Instructions that wait for you: 1'],
    ]);
  });

  test('a digest that had nothing to say on its Monday is not made on the Tuesday', async () => {
    const id = await raised('2026-01-12T09:00:00.000Z', await dossier('asleep'));
    await snooze(world.db, id, { until: '2026-01-20' }, by('mona', '2026-01-12T10:00:00.000Z'));
    expect(await digest('2026-01-19T07:00:00.000Z')).toEqual([]);
    expect(await reminded(id, '2026-01-20T07:00:00.000Z')).toEqual([
      'Herinnering: Een boeking valt in een afgesloten periode',
    ]);
    expect(await digest('2026-01-20T07:00:00.000Z')).toEqual([]);
  });
});
