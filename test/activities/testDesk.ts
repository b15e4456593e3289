import { beforeEach } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { many, run } from '../../db/connection.ts';
import type { CauseName } from '../../domain/causes.ts';
import type { World } from './worldWithoutServer.ts';

/**
 * The people of an office and its dossiers, the same before each test: mona manages in Brussels, yuki in Tokyo, nina in New
 * York, mute has no address, dora administers, carla is support.
 */
export function testDesk(world: World) {
  let subjects = 0;

  beforeEach(async () => {
    for (const table of ['digests', 'mails', 'instructions', 'tasks', 'dossiers', 'operators'])
      await run(world.db, `DELETE FROM ${table}`);
    await run(
      world.db,
      `INSERT INTO operators (code, name, email, language, zone, roles) VALUES
         ('mona', 'Mona', 'mona@example.org', 'nl', 'Europe/Brussels', '{}'),
         ('yuki', 'Yuki', 'yuki@example.org', 'en', 'Asia/Tokyo', '{}'),
         ('nina', 'Nina', 'nina@example.org', 'en', 'America/New_York', '{}'),
         ('mute', 'Mute', NULL, 'en', 'Europe/Brussels', '{}'),
         ('dora', 'Dora', 'dora@example.org', 'fr', 'Europe/Paris', '{admin}'),
         ('carla', 'Carla', 'carla@example.org', 'de', 'Europe/Berlin', '{support}')`,
    );
    world.mails.length = 0;
    world.ports.settings.reminders = 'mail';
    world.ports.settings.digestAnchor = '2026-01-05';
  });

  return {
    dossier: async (code: string, manager: string | null = 'mona') => {
      const [row] = await many<{ id: number }>(
        world.db,
        'INSERT INTO dossiers (code, name, manager) VALUES (:code, :code, :manager) RETURNING id',
        { code, manager },
      );
      return { id: row?.id ?? 0, code, manager, creditor_id: null };
    },

    /** Raises about a new task of a dossier, or without one. */
    raised: (
      at: string,
      of: { id: number; code: string; manager: string | null; creditor_id: null } | undefined,
      cause: CauseName = 'wrong_period',
    ) => {
      world.now = at;
      subjects += 1;
      const facts = { task: subjects, dossier: of?.code ?? '', document: 'D', period: '2025-12' };
      const subject = { subject_kind: 'task', subject_id: String(subjects) };
      return raise(world.ports, { cause, ...subject, dossier: of, facts, actor: 'connector' });
    },

    /** What the digest job mails at a time. */
    digest: async (at: string) => {
      world.now = at;
      await world.activities.makeDigests();
      await world.activities.sendWaitingMails();
      return world.mails.splice(0);
    },

    /** Subjects of what the reminder of an instruction mails at a time. */
    reminded: async (id: number, at: string) => {
      world.now = at;
      await world.activities.remindInstruction({ id });
      await world.activities.sendWaitingMails();
      return world.mails.splice(0).map((mail) => mail.subject);
    },
  };
}
