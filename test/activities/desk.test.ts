import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { raise, type RaiseInput } from '../../activities/desk.ts';
import { many, run } from '../../db/connection.ts';
import { findInstruction, listInstructions } from '../../db/instructions.ts';
import { submitTask } from '../../db/submitting.ts';
import { decideAs } from '../support/deciding.ts';
import { addLine, freeze } from '../support/lines.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('desk');
const monday = '2026-03-02T08:00:00.000Z';
let subjects = 0;

beforeEach(async () => {
  world.now = monday;
  world.faults = {};
  world.mails.length = 0;
  await run(world.db, 'DELETE FROM mails');
  await run(world.db, `UPDATE instructions SET state = 'decided' WHERE state = 'open'`);
});

/** Raises about a new subject and announces it, as its workflow does. */
async function announced(cause: RaiseInput['cause'] = 'records_unmatched'): Promise<number> {
  const id = await raised(cause);
  await world.activities.announceInstruction({ id });
  return id;
}

const raised = (cause: RaiseInput['cause'] = 'records_unmatched') =>
  raise(world.ports, {
    cause,
    subject_kind: 'inbound_file',
    subject_id: `${(subjects += 1)}`,
    facts: { detail: 'a test asks' },
    actor: 'system',
  });

const later = (minutes: number) => (world.now = new Date(Date.parse(monday) + minutes * 60_000).toISOString());
const sentTo = () => world.mails.map((mail) => `${mail.to.split('@')[0]}: ${mail.subject}`);

describe('raising', () => {
  test('twice gives the same instruction, also at the same moment', async () => {
    const question = {
      cause: 'posting_parked',
      subject_kind: 'creditor',
      subject_id: '7',
      facts: { detail: 'x' },
      actor: 'system',
    } as const;
    const ids = await Promise.all([1, 2, 3, 4].map(() => raise(world.ports, question)));
    expect(new Set(ids).size).toBe(1);
    expect(await raise(world.ports, question)).toBe(ids[0]);
  });

  test('a question about a row that has moved on is not asked', async () => {
    await addLine(world.db);
    const [submission] = (await freeze(world.db, world.now)).submissions;
    const id = submission?.id ?? 0;
    const ask = (state: string) =>
      world.activities.raiseInstruction({
        cause: 'delivery_unknown',
        only_while: { kind: 'submission', id, state },
        subject_kind: 'submission',
        subject_id: String(id),
        facts: { detail: 'a test asks' },
        actor: 'system',
      });
    expect(await ask('unknown')).toBeNull();
    expect(await ask('frozen')).toEqual(expect.any(Number));
  });

  test('the reminder is due five calendar days later at 08:00 of the owner, also across the change to summer time', async () => {
    world.now = '2026-03-26T22:30:00.000Z';
    const { reminder_due_at } = await findInstruction(world.db, await raised());
    expect(reminder_due_at).toBe('2026-03-31T06:00:00.000Z');
  });
});

describe('deciding', () => {
  test('two people at once: one wins, the other is told who was first', async () => {
    const id = await raised();
    const outcomes = await Promise.all(
      ['anna', 'bert'].map((actor) => decideAs(world.db, id, { actor, outcome: 'seen' }, world.now)),
    );
    expect(outcomes.filter((outcome) => outcome.decided)).toHaveLength(1);
    const winner = (await findInstruction(world.db, id)).decided_by;
    expect(outcomes.find((outcome) => !outcome.decided)?.message).toBe(
      `already decided: seen by ${winner} ${world.now}`,
    );
  });

  test.each(['sign_off', 'toString', 'SEEN'])(
    'the outcome %s is refused with the allowed ones; it stays open',
    async (outcome) => {
      const id = await raised();
      await expect(decideAs(world.db, id, { actor: 'anna', outcome }, world.now)).rejects.toThrow(
        'outcome is not allowed for records_unmatched: choose one of seen',
      );
      expect((await findInstruction(world.db, id)).state).toBe('open');
    },
  );

  test('an instruction whose own workflow was cancelled can be resumed', async () => {
    const asked = await raised();
    const id = await raise(world.ports, {
      cause: 'stopped_by_hand',
      subject_kind: 'workflow',
      subject_id: `instruction/${asked}`,
      facts: { detail: 'cancelled' },
      actor: 'system',
    });
    await run(world.db, 'DELETE FROM wakeups');
    expect(await decideAs(world.db, id, { actor: 'carla', outcome: 'resume' }, world.now)).toMatchObject({
      decided: true,
    });
    const wakeups = await many<{ workflow_id: string }>(world.db, 'SELECT workflow_id FROM wakeups ORDER BY 1');
    expect(wakeups.map((row) => row.workflow_id)).toContain(`instruction/${asked}`);
  });
});

describe('mails', () => {
  test('the first goes at once, further ones of the cause in one mail at the end of the hour', async () => {
    await announced();
    expect(sentTo()).toEqual([
      'anna: Records of a bank file match nothing',
      'bert: Records of a bank file match nothing',
    ]);
    for (const minutes of [5, 20, 59]) {
      later(minutes);
      await announced();
    }
    await announced('posting_parked');
    expect(sentTo().slice(2)).toEqual(['anna: Lines could not be posted', 'bert: Lines could not be posted']);
    later(60);
    expect(await world.activities.sendWaitingMails()).toEqual({ messages: 2, mails: 6, waiting: 0 });
    expect(sentTo().slice(4)).toEqual([
      'anna: Records of a bank file match nothing (3)',
      'bert: Records of a bank file match nothing (3)',
    ]);
    expect(await world.activities.sendWaitingMails()).toEqual({ messages: 0, mails: 0, waiting: 0 });
  });

  test('red ones go to support', async () => {
    await announced('job_failed');
    expect(sentTo()).toEqual(['carla: A run failed']);
  });

  test('announced twice, an instruction is mailed once', async () => {
    const id = await announced();
    await world.activities.announceInstruction({ id });
    expect(world.mails).toHaveLength(2);
  });

  test('without a mail server they wait, and go once when it is back', async () => {
    world.faults.mailDown = true;
    const id = await announced();
    expect(world.mails).toEqual([]);
    await expect(world.activities.sendWaitingMails()).rejects.toThrow('the mail server did not take a message');
    world.faults.mailDown = false;
    expect(await world.activities.sendWaitingMails()).toMatchObject({ mails: 2, waiting: 0 });
    await world.activities.sendWaitingMails();
    expect(world.mails.map((mail) => mail.message_id)).toEqual([
      `<instruction.${id}..anna@incasso>`,
      `<instruction.${id}..bert@incasso>`,
    ]);
  });

  test('T5 of many announced at the same moment one goes at once, and the others at the end of the hour', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => raised('job_failed')));
    await Promise.all(ids.map((id) => world.activities.announceInstruction({ id })));
    expect(sentTo()).toEqual(['carla: A run failed']);
    later(60);
    await world.activities.sendWaitingMails();
    expect(sentTo().slice(1)).toEqual(['carla: A run failed (11)']);
  });

  test('an answer that was lost is asked for again under the same Message-ID; what came meanwhile is not taken for a repeat', async () => {
    world.faults.mailAnswerLost = true;
    const first = await announced('job_failed');
    await expect(world.activities.sendWaitingMails()).rejects.toThrow('the mail server did not take a message');
    const alone = `<instruction.${first}..carla@incasso>`;
    expect(world.mails.map((mail) => mail.message_id)).toEqual([alone, alone]);
    later(59);
    await announced('job_failed');
    later(60);
    await expect(world.activities.sendWaitingMails()).rejects.toThrow('the mail server did not take a message');
    world.faults.mailAnswerLost = false;
    expect(await world.activities.sendWaitingMails()).toEqual({ messages: 1, mails: 2, waiting: 0 });
    const together = world.mails.slice(-2);
    expect(new Set(together.map((mail) => mail.message_id)).size).toBe(1);
    expect(together[0]?.message_id).not.toBe(alone);
    expect(together[1]?.text.match(/Instruction: \d+/g)).toHaveLength(2);
  });

  test('a message holds a hundred in full, and a line for each of the rest', async () => {
    world.faults.mailDown = true;
    await Promise.all(Array.from({ length: 103 }, () => announced('job_failed')));
    world.faults.mailDown = false;
    later(61);
    await world.activities.sendWaitingMails();
    const [mail] = world.mails;
    expect([world.mails.length, mail?.subject]).toEqual([1, 'A run failed (103)']);
    expect(mail?.text.match(/^Instruction: \d+$/gm)).toHaveLength(100);
    expect(mail?.text.match(/^\d+: A run failed$/gm)).toHaveLength(3);
    expect(mail?.html.match(/<li>\d+: A run failed<\/li>/g)).toHaveLength(3);
  });

  test('two senders at once send each mail once', async () => {
    world.faults.mailDown = true;
    await announced();
    world.faults.mailDown = false;
    await Promise.all([1, 2, 3].map(() => world.activities.sendWaitingMails()));
    expect(world.mails).toHaveLength(2);
  });

  test('the reminder is mailed once, however often it is asked for', async () => {
    const id = await announced();
    await world.activities.remindInstruction({ id });
    await world.activities.remindInstruction({ id });
    expect(sentTo().filter((mail) => mail.includes('Reminder'))).toEqual([
      'anna: Reminder: Records of a bank file match nothing',
      'bert: Reminder: Records of a bank file match nothing',
    ]);
  });
});

describe('rows that nobody works on', () => {
  test('are resumed the first time and raised the second; what is worked on again starts anew', async () => {
    await run(world.db, 'DELETE FROM wakeups');
    await run(world.db, `UPDATE submissions SET state = 'reconciled'`);
    await addLine(world.db);
    const [submission] = (await freeze(world.db, world.now)).submissions;
    const workflow = `submission/${submission?.message_id}`;
    const asked = async () =>
      (await listInstructions(world.db, { cause: 'nobody_works_on_this' })).map((row) => row.subject_id);

    expect(await world.activities.findIdleRows()).toMatchObject({ resumed: 0, raised: 0 });
    await run(world.db, 'DELETE FROM wakeups');
    expect(await world.activities.findIdleRows()).toMatchObject({ checked: 1, resumed: 1, raised: 0 });
    expect(await many(world.db, 'SELECT workflow_id FROM wakeups')).toEqual([{ workflow_id: workflow }]);

    await run(world.db, 'DELETE FROM wakeups');
    world.ports.temporal.isWorking = () => Promise.resolve(true);
    await world.activities.findIdleRows();
    world.ports.temporal.isWorking = () => Promise.resolve(false);
    expect(await world.activities.findIdleRows()).toMatchObject({ resumed: 1, raised: 0 });

    await run(world.db, 'DELETE FROM wakeups');
    expect(await world.activities.findIdleRows()).toMatchObject({ resumed: 0, raised: 1 });
    expect(await asked()).toEqual([workflow]);
  });
});

describe('T1 tasks that no connector asks for', () => {
  test('support is told after ten minutes, and the matter is closed when a connector runs again', async () => {
    await run(world.db, `INSERT INTO dossiers (code, name, package_code) VALUES ('idle', 'Idle', 'P-idle')`);
    const task = { dossier: 'idle', kind: 'synchronise', reference: 'S1', input: {} } as const;
    await submitTask(world.db, task, { at: monday, actor: 'anna' });
    const open = () => listInstructions(world.db, { cause: 'no_connector' });
    world.ports.temporal.hasConnector = () => Promise.resolve(false);
    later(9);
    await world.activities.findIdleRows();
    expect(await open()).toEqual([]);
    later(11);
    await world.activities.findIdleRows();
    await world.activities.findIdleRows();
    expect(await open()).toMatchObject([{ colour: 'red', facts: { count: 1, since: '2026-03-02T08:00' } }]);
    world.ports.temporal.hasConnector = () => Promise.resolve(true);
    await world.activities.findIdleRows();
    expect(await open()).toEqual([]);
  });

  test('T9 what stops the workflow of a dossier is a mark of the dossier', async () => {
    const [{ id } = { id: 0 }] = await many<{ id: number }>(
      world.db,
      `INSERT INTO dossiers (code, name) VALUES ('stuck', 'Stuck') RETURNING id`,
    );
    const workflow = `dossier/${id}`;
    for (const [cause, subject_kind, subject_id] of [
      ['workflow_failed', 'dossier', String(id)],
      ['stopped_by_hand', 'workflow', workflow],
      ['nobody_works_on_this', 'workflow', workflow],
    ] as const) {
      const subject_workflow = cause === 'workflow_failed' ? { subject_workflow: workflow } : {};
      await raise(world.ports, {
        cause,
        subject_kind,
        subject_id,
        ...subject_workflow,
        facts: { workflow },
        actor: 'system',
      });
    }
    const marks = await listInstructions(world.db, { dossier: 'stuck' });
    expect(marks.map((row) => row.cause)).toEqual(['workflow_failed', 'stopped_by_hand', 'nobody_works_on_this']);
  });
});

describe('wakeups', () => {
  test('one that cannot be delivered stays in the table, and the decision stands', async () => {
    const id = await raised();
    world.faults.wake = () => {
      throw new Error('no Temporal server');
    };
    const outcome = await world.activities.decideOnInstruction({ id, decision: { actor: 'anna', outcome: 'seen' } });
    expect(outcome).toMatchObject({ decided: true });
    const waiting = await many<{ workflow_id: string }>(world.db, 'SELECT workflow_id FROM wakeups');
    expect(waiting).toContainEqual({ workflow_id: `instruction/${id}` });
  });

  test('asked for again while it is delivered, it is delivered once more', async () => {
    const id = await raised();
    world.faults.wake = (workflow) => {
      void run(world.db, 'UPDATE wakeups SET version = version + 1 WHERE workflow_id = :workflow', { workflow });
    };
    await run(world.db, 'DELETE FROM wakeups');
    await world.activities.decideOnInstruction({ id, decision: { actor: 'anna', outcome: 'seen' } });
    world.faults.wake = undefined;
    const [left] = await many<{ count: number }>(world.db, 'SELECT count(*)::int AS count FROM wakeups');
    expect(left?.count).toBeLessThanOrEqual(1);
  });

  test('one that cannot be delivered does not hold up those behind it, and the run says that it failed', async () => {
    await run(world.db, 'DELETE FROM wakeups');
    const told: string[] = [];
    world.faults.wake = (workflow) => {
      if (workflow === 'submission/broken') throw new Error('this one cannot be told');
      told.push(workflow);
    };
    for (const [workflow, at] of [
      ['submission/broken', '2026-01-01T00:00:00Z'],
      ['submission/sound', '2026-01-01T00:00:01Z'],
    ] as const) {
      await run(
        world.db,
        `INSERT INTO wakeups (workflow_id, workflow_type, subject_id, summary, asked_at)
         VALUES (:workflow, 'submission', 1, 'test', :at)`,
        { workflow, at },
      );
    }
    const drained = new MockActivityEnvironment().run(() => world.activities.drainWakeups());
    await expect(drained).rejects.toThrow('this one cannot be told');
    expect(told).toEqual(['submission/sound']);
    expect(await many(world.db, 'SELECT workflow_id FROM wakeups')).toEqual([{ workflow_id: 'submission/broken' }]);
    world.faults.wake = undefined;
  });
});
