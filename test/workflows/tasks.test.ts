import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';

import { many } from '../../db/connection.ts';
import { findInstruction } from '../../db/instructions.ts';
import { submitTask } from '../../db/submitting.ts';
import { IncassoError } from '../../domain/errors.ts';
import { booking, testBookkeeping } from '../support/accounting.ts';
import { eventually, taskQueue } from '../support/office.ts';
import { refusal, testWorkplace } from './workplace.ts';

const office = testWorkplace('tasks');
const books = testBookkeeping(office);

/** Blocks a dossier with a task that the package refuses. */
async function blocked(dossier: string): Promise<{ task: number; instruction: number }> {
  await books.addDossier(dossier, { manager: 'mona' });
  const task = await books.submit(dossier, 'R1', 'process_booking', booking('DOC-1', { vat_code: 'V99' }));
  await books.become(dossier, ['failed']);
  return { task, instruction: (await office.instruction('wrong_vat_code', task)).id };
}

let starts = 0;
const taskSubmit = async (input: unknown): Promise<string> => {
  const handle = await office.client.workflow.start('taskSubmit', {
    taskQueue,
    workflowId: `task-submit/test/${(starts += 1)}`,
    args: [input],
  });
  try {
    return ((await handle.result()) as { message: string }).message;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    return error.cause.message;
  }
};

describe('T1 taskSubmit, as the Web UI starts it', () => {
  test('one JSON object puts a task into the queue, and the same again says what became of it', async () => {
    await books.addDossier('web');
    const task = { dossier: 'web', kind: 'process_booking', reference: 'W1', input: booking('DOC-1'), needed_by: null };
    expect(await taskSubmit(task)).toMatch(/^task \d+ stands in the queue of web, 0 before it$/);
    await books.become('web', ['done']);
    expect(await taskSubmit(task)).toMatch(/^known already: task \d+ is done$/);
    const actors = await many(
      office.db,
      `SELECT DISTINCT h.actor FROM transitions h JOIN tasks t ON t.id = h.subject_id
        WHERE h.subject_kind = 'task' AND h.to_state = 'queued' AND t.reference = 'W1'`,
    );
    expect(actors).toEqual([{ actor: 'nobody named (web, unverified)' }]);
  });

  const good = { dossier: 'web', kind: 'synchronise', reference: 'W2', input: {} };
  test.each([
    ['no object', 'W2', 'the input is no JSON object'],
    ['an unknown field', { ...good, refrence: 'x' }, 'field "refrence" is not known'],
    ['an unknown kind', { ...good, kind: 'dance' }, 'field kind must be one of'],
    ['an unknown dossier', { ...good, dossier: 'wep' }, 'field dossier: wep is no dossier here'],
    ['a field that is missing', { ...good, kind: 'activate' }, 'input: field package_code is missing'],
    ['a date in another form', { ...good, needed_by: '0226-03-01' }, 'field needed_by must be a date'],
    ['a control character', { ...good, reference: 'W\u0000' }, 'none of them a control character'],
    ['half a character', { ...good, kind: 'activate', input: { package_code: '\ud800' } }, 'none of them a control'],
    ['an amount beyond reason', { ...good, kind: 'process_booking', input: booking('D', { amount: { amount_minor: 9e15, currency: 'EUR' } }) }, 'input: field amount must be an amount above 0, at most 99999999999'],
    ['the same reference with another kind', { ...good, kind: 'activate', reference: 'W1', input: { package_code: 'P' } }, 'was submitted before with another kind'],
  ])('%s is refused with field and rule', async (_, input, sentence) => {
    expect(await taskSubmit(input)).toContain(sentence);
  }); // prettier-ignore

  test('what was submitted while nobody listened is taken up by the wakeup job', async () => {
    await books.addDossier('slept');
    const at = await office.ports.clock.now();
    await submitTask(
      office.db,
      { dossier: 'slept', kind: 'synchronise', reference: 'S1', input: {} },
      { at, actor: 'dora' },
    );
    await office.drain();
    await books.become('slept', ['done']);
  });
});

describe('T6 as updates of the instruction', () => {
  test('escalate, handBack, assign and snooze, each with its sentence and its refusal', async () => {
    const { instruction } = await blocked('updates');
    const handle = office.client.workflow.getHandle(`instruction/${instruction}`);
    const send = async (update: string, message: object) => {
      const { message: sentence } = await handle.executeUpdate<{ message: string }, [object]>(update, {
        args: [message],
      });
      return sentence;
    };
    expect(await send('escalate', { actor: 'mona', reason: 'no idea' })).toBe('it is with support now');
    expect(await refusal(send('handBack', { actor: 'mona', reason: 'mine' }))).toContain('it is for support to handle');
    expect(await send('handBack', { actor: 'carla', reason: 'use V21' })).toBe('it is with the office now');
    expect(await send('assign', { actor: 'mona', to: 'dora' })).toBe('it is with dora now');
    expect(await refusal(send('assign', { actor: 'dora', to: 'nobody' }))).toBe('field to: nobody is no operator');
    expect(await refusal(send('snooze', { actor: 'dora', until: '2020-01-01' }))).toContain(
      'field until must be a date after',
    );
    const today = (await office.ports.clock.now()).slice(0, 10);
    const until = new Date(Date.parse(today) + 7 * 86_400_000).toISOString().slice(0, 10);
    expect(await send('snooze', { actor: 'dora', until })).toBe(`it rests until ${until}`);
    expect(await refusal(send('snooze', { actor: 'dora' }))).toContain('field until is missing');
    const row = await findInstruction(office.db, instruction);
    expect([row.colour, row.assigned_to, row.handovers]).toEqual(['orange', 'dora', 3]);
    await office.decideAs('dora', instruction, { outcome: 'cancel', reason: 'enough' });
    expect(await handle.result()).toBe('cancel');
  });

  test('a correction is refused when the package has done the task, whatever it says of the correction', async () => {
    await books.addDossier('doubt');
    let calls = 0;
    const down = (): never => {
      throw new IncassoError('ACCOUNTING', 'the package is down');
    };
    office.ports.accounting = {
      ...books.real,
      find: (reference) => (calls === 0 ? books.real.find(reference) : down()),
      perform: async (call) => {
        calls += 1;
        await books.real.perform(call);
        return down();
      },
    };
    const task = await books.submit('doubt', 'R1', 'process_booking', booking('DOC-1'));
    await eventually(
      async () => {
        await office.pass('2 minutes');
        return books.states('doubt');
      },
      (states) => states.join() === 'failed',
      'the bound is reached',
    );
    const { id } = await office.instruction('package_unavailable', task);
    office.ports.accounting = books.real;
    await expect(office.decideAs('dora', id, { outcome: 'retry', input: { document: 'DOC-2' } })).rejects.toThrow(
      'retry without input takes its answer over',
    );
    await office.decideAs('dora', id, { outcome: 'retry' });
    await books.become('doubt', ['done']);
    const [{ versions } = { versions: 0 }] = await many<{ versions: number }>(
      office.db,
      'SELECT count(*)::int AS versions FROM task_inputs WHERE task_id = :task',
      { task },
    );
    expect(versions).toBe(1);
  });
});

describe('T13 many tasks', () => {
  test('a dossier whose history grows is continued in time, and goes on where it stood', async () => {
    const { instruction } = await blocked('long');
    const { subject_workflow } = await findInstruction(office.db, instruction);
    const handle = office.client.workflow.getHandle(subject_workflow ?? '');
    const first = (await handle.describe()).runId;
    for (let look = 0; look < 200; look += 1) {
      await handle.signal('look');
      await office.whenWaiting(subject_workflow ?? '');
    }
    const { runId, historyLength } = await handle.describe();
    expect(runId).not.toBe(first);
    expect(historyLength).toBeLessThan(2000);
    await office.decideAs('dora', instruction, { outcome: 'retry', input: { vat_code: 'V21' } });
    await books.become('long', ['done']);
    expect(await handle.result()).toBe('the queue is empty');
  }, 120_000);

  test('five hundred tasks of one dossier are done in their order, in bounded runs', async () => {
    const id = await books.addDossier('many');
    for (let no = 1; no <= 500; no += 1) {
      const task = { dossier: 'many', kind: 'synchronise', reference: `T${no}`, input: {} } as const;
      await submitTask(office.db, task, { at: await office.ports.clock.now(), actor: 'dora' });
    }
    await office.drain();
    const handle = office.client.workflow.getHandle(`dossier/${id}`);
    expect(await handle.result()).toBe('the queue is empty');
    expect((await books.effects('many')).map((effect) => effect.reference)).toEqual(
      Array.from({ length: 500 }, (_, index) => `many:T${index + 1}`),
    );
    expect((await handle.describe()).historyLength).toBeLessThan(2000);
  }, 120_000);
});
