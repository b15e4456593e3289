import { describe, expect, test } from 'vitest';

import { listInstructions } from '../../db/instructions.ts';
import { actOnSubmission, findSubmission } from '../../db/submissions.ts';
import type { Shape } from '../../domain/messages/shape.ts';
import { lineNow } from '../support/lines.ts';
import { taskQueue } from '../support/office.ts';
import { refusal, testWorkplace } from './workplace.ts';

const office = testWorkplace('approval', { approvalRequired: true });
const handleOf = (message: string) => office.client.workflow.getHandle(`submission/${message}`);

/** A submission that awaits approval. */
async function waiting() {
  const sending = await office.send(1);
  await office.becomes(sending.message, 'awaiting_approval');
  return sending;
}

const act = async (id: number, action: 'approve' | 'refuse' | 'withdraw', actor: string, sha256?: string) =>
  actOnSubmission(office.db, id, action, { actor, reason: 'looked at it', sha256 }, await office.ports.clock.now());

describe('approval', () => {
  test('C12 waits for another person than the maker, who names the hash of the file; then it is delivered', async () => {
    const { id, message } = await waiting();
    const { sha256 } = await findSubmission(office.db, id);
    await expect(act(id, 'approve', 'anna', sha256 ?? '')).rejects.toThrow('anna made submission');
    await expect(act(id, 'approve', 'bert', 'f'.repeat(64))).rejects.toThrow('the approval names another file');
    expect(await office.filesOf(message)).toEqual([]);
    expect(await act(id, 'approve', 'bert', sha256 ?? '')).toMatchObject({ done: true, message: 'approved by bert' });
    await office.drain();
    await office.becomes(message, 'delivered');
    expect(await office.filesOf(message)).toEqual([`${message}.xml`]);
    await expect(act(id, 'approve', 'bert', sha256 ?? '')).rejects.toThrow('it awaits no approval');
  });

  test.each([
    ['refuse', 'refused'],
    ['withdraw', 'withdrawn'],
  ] as const)(
    'C12 to %s it holds and releases its lines, sends nothing and ends the workflow',
    async (action, state) => {
      const { id, message, lines } = await waiting();
      expect(await act(id, action, 'bert')).toMatchObject({ done: true });
      await office.drain();
      expect(await handleOf(message).result()).toBe(state);
      expect(await lineNow(office.db, lines[0] as never)).toMatchObject({ state: 'held', released: true });
      expect(await office.filesOf(message)).toEqual([]);
      expect(await act(id, action, 'carla')).toMatchObject({ done: false });
    },
  );

  test('two people at once: one is done, the other is told', async () => {
    const { id } = await waiting();
    const { sha256 } = await findSubmission(office.db, id);
    const both = await Promise.allSettled([act(id, 'approve', 'bert', sha256 ?? ''), act(id, 'refuse', 'carla')]);
    const done = both.filter((each) => each.status === 'fulfilled');
    const told = both.filter((each) => each.status === 'rejected');
    expect([done.length, told.length]).toEqual([1, 1]);
    expect(String((told[0] as PromiseRejectedResult).reason)).toMatch(
      /submission .* (awaits no approval|cannot become refused)/,
    );
  });
});

describe('messages from the Web UI', () => {
  test('approve is refused there, with the command to use', async () => {
    const { id, message } = await waiting();
    const { sha256 } = await findSubmission(office.db, id);
    const sentence = await refusal(handleOf(message).executeUpdate('approve', { args: [{ actor: 'bert', sha256 }] }));
    expect(sentence).toBe('approve needs to know who you are: use "incasso submissions approve" with --as');
    expect((await findSubmission(office.db, id)).state).toBe('awaiting_approval');
  });

  test('withdraw is taken there, by somebody unverified', async () => {
    const { id, message } = await waiting();
    const outcome = await handleOf(message).executeUpdate('withdraw', { args: [{ actor: 'anna', reason: 'wrong' }] });
    expect(outcome).toMatchObject({ done: true, message: 'withdrawn by anna (web, unverified)' });
    expect((await findSubmission(office.db, id)).state).toBe('withdrawn');
  });

  test('bad input: JSON typed wrongly gets a sentence with field and example, and asks nobody', async () => {
    const { message } = await waiting();
    const update = (input: unknown) => refusal(handleOf(message).executeUpdate('withdraw', { args: [input] }));
    expect(await update({ actor: 'anna', raeson: 'x' })).toMatch(
      /^field "raeson" is not known.*send one JSON object like/,
    );
    expect(await update({ actor: 'anna' })).toMatch(/^field reason is missing/);
    expect(await update('withdraw it')).toMatch(/^the input is no JSON object/);
    expect(await listInstructions(office.db, { all: true })).toEqual([]);
  });

  test.each([
    ['submission', { id: 'five' }, 'field id must be a whole number above 0'],
    ['submission', {}, 'field id is missing'],
    ['inboundFile', 5, 'the input is no JSON object'],
    ['collectionSend', { sytem: 'sepa-noord' }, 'field "sytem" is not known'],
    ['journalPosting', { actor: 7 }, 'field actor must be a text'],
    ['paymentImport', { system: 'sepa-nord' }, 'collection system sepa-nord does not exist'],
  ])('bad input: %s started with %j fails with its sentence and raises nothing', async (type, input, sentence) => {
    const workflowId = `wrong/${type}/${sentence.length}`;
    const started = await office.client.workflow.start(type, { taskQueue, workflowId, args: [input] });
    await expect(started.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining(sentence) as string },
    });
    expect(await listInstructions(office.db, { all: true })).toEqual([]);
  });

  test('C12 a withdrawal after the delivery is refused with what is allowed', async () => {
    const { id, message } = await waiting();
    await act(id, 'approve', 'bert', (await findSubmission(office.db, id)).sha256 ?? '');
    await office.drain();
    await office.becomes(message, 'delivered');
    const sentence = await refusal(
      handleOf(message).executeUpdate('withdraw', { args: [{ actor: 'anna', reason: 'too late' }] }),
    );
    expect(sentence).toBe(
      `submission ${message} is delivered: it can be withdrawn only before delivery (frozen, written, awaiting_approval, approved)`,
    );
  });

  test('O4 the query help gives the messages with examples', async () => {
    const { message } = await waiting();
    const help: Record<string, Shape> = await handleOf(message).query('help');
    expect(Object.keys(help)).toEqual(['start', 'approve', 'refuse', 'withdraw']);
    expect(help['withdraw']?.example).toHaveProperty('reason');
  });
});
