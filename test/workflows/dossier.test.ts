import { describe, expect, test } from 'vitest';

import { findInstruction } from '../../db/instructions.ts';
import { history } from '../../db/transitions.ts';
import { IncassoError } from '../../domain/errors.ts';
import { booking, testBookkeeping } from '../support/accounting.ts';
import { eventually } from '../support/office.ts';
import { refusal, testWorkplace } from './workplace.ts';

const office = testWorkplace('dossier');
const books = testBookkeeping(office);

const down = (): Promise<never> => Promise.reject(new IncassoError('ACCOUNTING', 'the package is down'));

describe('a dossier', () => {
  test('T1 T2 does its tasks in the order of submission and ends when its queue is empty', async () => {
    const id = await books.addDossier('order');
    for (const no of [1, 2, 3]) await books.submit('order', `R${no}`, 'process_booking', booking(`DOC-${no}`));
    await books.become('order', ['done', 'done', 'done']);
    expect((await books.effects('order')).map((effect) => effect.reference)).toEqual([
      'order:R1',
      'order:R2',
      'order:R3',
    ]);
    expect(await office.client.workflow.getHandle(`dossier/${id}`).result()).toBe('the queue is empty');
  });

  test('T1 a repeated submission is recognised, and one with another input is refused', async () => {
    await books.addDossier('twice');
    const first = await books.submit('twice', 'R1', 'process_booking', booking('DOC-1'));
    await books.become('twice', ['done']);
    expect(await books.submit('twice', 'R1', 'process_booking', booking('DOC-1'))).toBe(first);
    await expect(books.submit('twice', 'R1', 'process_booking', booking('DOC-2'))).rejects.toThrow(
      'field reference: R1 was submitted before with another kind or input',
    );
    expect(await books.effects('twice')).toHaveLength(1);
  });

  test('T3 a failure blocks its dossier and no other; T4 it has one instruction with what is at stake', async () => {
    await books.addDossier('blocked', { manager: 'mona' });
    await books.addDossier('free');
    const failing = await books.submit(
      'blocked',
      'R1',
      'process_booking',
      booking('DOC-1', { period: '2025-12', booked_on: '2025-12-15' }),
    );
    await books.submit('blocked', 'R2', 'process_booking', booking('DOC-2'));
    await books.submit('free', 'R1');
    await books.become('free', ['done']);
    await books.become('blocked', ['failed', 'queued']);
    const asked = await office.instruction('wrong_period', failing);
    expect(asked).toMatchObject({
      colour: 'orange', dossier: 'blocked', manager: 'mona', line_count: 2, sum_minor: 24200, currency: 'EUR',
    }); // prettier-ignore
    expect(asked.facts).toMatchObject({
      period: '2025-12',
      dossier: 'blocked',
      document: 'DOC-1',
      package_code: 'P-blocked',
    });
    await eventually(
      () => office.mails(),
      (mails) => mails.some((mail) => mail.includes('mona')),
      'the mail to the manager',
    );
  });

  test('T6 retry with corrected input goes on; T12 everything is recorded', async () => {
    await books.addDossier('corrected');
    const task = await books.submit('corrected', 'R1', 'process_booking', booking('DOC-1', { vat_code: 'V99' }));
    await books.submit('corrected', 'R2');
    await books.become('corrected', ['failed', 'queued']);
    const asked = await office.instruction('wrong_vat_code', task);
    const handle = office.client.workflow.getHandle(`instruction/${asked.id}`);
    const decide = (decision: object) => handle.executeUpdate('decide', { args: [decision] });
    expect(await refusal(decide({ actor: 'dora', outcome: 'retry', input: { vat_code: 'V98' } }))).toMatch(
      /^the corrected input is still wrong: /,
    );
    expect(await refusal(decide({ actor: 'dora', outcome: 'retry', input: { vta_code: 'V21' } }))).toContain(
      'field "vta_code" is not known',
    );
    expect((await findInstruction(office.db, asked.id)).state).toBe('open');
    expect(await decide({ actor: 'dora', outcome: 'retry', input: { vat_code: 'V21' } })).toMatchObject({
      decided: true,
    });
    await books.become('corrected', ['done', 'done']);
    const steps = await history(office.db, 'task', task);
    expect(steps.map((step) => step.to_state)).toEqual(['queued', 'running', 'failed', 'queued', 'running', 'done']);
    expect(steps[3]?.actor).toBe('dora (web, unverified)');
  });

  test('T6 a wrong dossier code is corrected at the activation, and the tasks behind it use it', async () => {
    await books.addDossier('new', { active: false });
    const activation = await books.submit('new', 'A1', 'activate', { package_code: 'P-nwe' });
    await books.submit('new', 'B1', 'process_booking', booking('DOC-1'));
    await books.become('new', ['failed', 'queued']);
    const asked = await office.instruction('unknown_dossier', activation);
    await office.ports.temporal.wake({
      workflow_type: 'dossier', workflow_id: asked.subject_workflow ?? '', subject_id: 0, summary: 'harmless',
    }); // prettier-ignore
    const handle = office.client.workflow.getHandle(`instruction/${asked.id}`);
    await handle.executeUpdate('decide', {
      args: [{ actor: 'dora', outcome: 'retry', input: { package_code: 'P-new' } }],
    });
    await books.become('new', ['done', 'done']);
    expect((await books.effects('new')).map((effect) => effect.kind)).toEqual(['activate', 'process_booking']);
  });

  test('T6 cancelling an activation cancels the tasks behind it, which must be confirmed', async () => {
    await books.addDossier('mistake', { active: false });
    const activation = await books.submit('mistake', 'A1', 'activate', { package_code: 'nobody' });
    const behind = await books.submit('mistake', 'B1');
    await books.become('mistake', ['failed', 'queued']);
    const asked = await office.instruction('unknown_dossier', activation);
    await expect(office.decideAs('dora', asked.id, { outcome: 'cancel', reason: 'a mistake' })).rejects.toThrow(
      `cancels the 1 tasks that wait behind it (${behind}): confirm with input {"also_cancel":1}`,
    );
    await office.decideAs('dora', asked.id, { outcome: 'cancel', reason: 'a mistake', input: { also_cancel: 1 } });
    await books.become('mistake', ['cancelled', 'cancelled']);
    expect(await books.effects('mistake')).toEqual([]);
  });

  test('T3 an answer that was lost after the work was done never books twice', async () => {
    await books.addDossier('lost');
    let losses = 0;
    office.ports.accounting = {
      ...books.real,
      perform: async (call) => {
        const answer = await books.real.perform(call);
        if (losses++ === 0) return down();
        return answer;
      },
    };
    await books.submit('lost', 'R1', 'process_booking', booking('DOC-1'));
    await books.become('lost', ['done']);
    expect([losses, (await books.effects('lost')).length]).toEqual([1, 1]);
  });

  test('T2 a connector that vanishes after the work, before its answer: done once', async () => {
    await books.addDossier('vanished');
    let times = 0;
    office.faults.vanish = () => (times += 1) <= 2;
    await books.submit('vanished', 'R1');
    await books.submit('vanished', 'R2');
    await books.become('vanished', ['done', 'done']);
    expect(await books.effects('vanished')).toHaveLength(2);
  });

  test('T3 passing trouble is retried quietly; at the bound support is asked, and a retry asks the package first', async () => {
    await books.addDossier('silent');
    let calls = 0;
    office.ports.accounting = {
      ...books.real,
      find: (reference) => (calls === 0 ? books.real.find(reference) : down()),
      perform: async (call) => {
        calls += 1;
        await books.real.perform(call);
        return down();
      },
    };
    const task = await books.submit('silent', 'R1');
    await eventually(
      async () => {
        await office.pass('2 minutes');
        return books.states('silent');
      },
      (states) => states.join() === 'failed',
      'the bound is reached',
    );
    const asked = await office.instruction('package_unavailable', task);
    expect([asked.colour, calls]).toEqual(['red', 1]);
    office.ports.accounting = books.real;
    await expect(office.decideAs('dora', asked.id, { outcome: 'cancel', reason: 'tired of it' })).rejects.toThrow(
      `the package has done task ${task}, or is doing it: retry without input takes its answer over`,
    );
    await office.decideAs('dora', asked.id, { outcome: 'retry' });
    await books.become('silent', ['done']);
    expect(await books.effects('silent')).toHaveLength(1);
  });

  test('a task submitted while the last one ends is not left behind', async () => {
    await books.addDossier('late');
    for (let no = 1; no <= 15; no += 1) {
      await books.submit('late', `R${no}`);
      if (no % 3 === 0) await books.become('late', Array<string>(no).fill('done'));
    }
    expect(await books.effects('late')).toHaveLength(15);
  });
});
