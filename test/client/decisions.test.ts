import { beforeAll, describe, expect, it } from 'vitest';

import { openContext } from '../../client/context.ts';
import { decide } from '../../client/instructions.ts';
import { decideSubmission, readSubmission } from '../../client/submissions.ts';
import { switchSystem } from '../../client/systems.ts';
import { proposeCollections } from '../../db/collections.ts';
import { first, inTransaction, many, run } from '../../db/connection.ts';
import { freezeCollections } from '../../db/freeze.ts';
import { raiseInstruction } from '../../db/instructions.ts';
import { findSystem } from '../../db/parties.ts';
import { recordWritten } from '../../db/submissions.ts';
import { sendingDates } from '../../domain/sending.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { incasso, testConfig } from './support.ts';

const database = testDatabase('client_decisions');
const at = '2026-01-05T07:00:00.000Z';

beforeAll(() =>
  insertOffice(database.db, { customers: 1, issuedOn: '2026-01-02', dueOn: '2026-01-20', bankDir: '/nowhere' }),
);

/** A server that does not answer: what is decided must be decided all the same. */
const noTemporal = {
  client: undefined as never,
  connection: undefined as never,
  port: {
    wake: () => Promise.reject(new Error('no server')),
    isRunning: () => Promise.resolve(false),
    isWorking: () => Promise.resolve(false),
    hasConnector: () => Promise.resolve(true),
  },
  close: () => Promise.resolve(),
};

function as(operator: string | undefined) {
  return openContext(testConfig(database.url), operator, { db: database.db, temporal: noTemporal });
}

function raise(subjectId: string): Promise<number> {
  return inTransaction(database.db, (trx) =>
    raiseInstruction(
      trx,
      { cause: 'posting_parked', subject_kind: 'creditor', subject_id: subjectId, facts: { count: 3 } },
      { at, actor: 'system' },
    ),
  );
}

describe('deciding an instruction', () => {
  it('two people at once: one wins, and the other is told who', async () => {
    const id = await raise('two-people');
    const outcomes = await Promise.all(['anna', 'bert'].map((who) => decide(as(who), id, { outcome: 'seen' })));
    expect(outcomes.map((outcome) => outcome.decided).sort()).toEqual([false, true]);
    const row = await first<{ decided_by: string }>(database.db, 'SELECT decided_by FROM instructions WHERE id = :id', {
      id,
    });
    const late = outcomes.find((outcome) => !outcome.decided);
    expect(late?.message).toContain(`already decided: seen by ${row?.decided_by}`);
  });

  it('is done although no Temporal server answers, and the wakeup waits', async () => {
    const id = await raise('no-server');
    const { decided, message } = await decide(as('anna'), id, { outcome: 'seen' });
    expect(decided).toBe(true);
    expect(message).toContain('the wakeup job will tell it within a minute');
    const wakeups = await many(database.db, 'SELECT workflow_id FROM wakeups WHERE workflow_id = :id', {
      id: `instruction/${id}`,
    });
    expect(wakeups).toHaveLength(1);
  });

  it('is refused to nobody and to strangers', async () => {
    const id = await raise('strangers');
    await expect(decide(as(undefined), id, { outcome: 'seen' })).rejects.toThrow(/--as CODE or INCASSO_OPERATOR/);
    await expect(decide(as('mallory'), id, { outcome: 'seen' })).rejects.toThrow(/mallory is no operator/);
    await expect(decide(as('anna'), id, { outcome: 'arrived' })).rejects.toThrow(/choose one of seen/);
  });

  it('by the command it is told as an outcome, not as an error', async () => {
    const id = await raise('command');
    const env = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:9', INCASSO_OPERATOR: 'anna' };
    await decide(as('anna'), id, { outcome: 'seen' });
    const again = await incasso(['instructions', 'decide', String(id), '--outcome', 'seen', '--as', 'bert'], env);
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^already decided: seen by anna/)]);
  });
});

describe('approving a submission', () => {
  const hash = 'a'.repeat(64);

  async function writtenSubmission(): Promise<string> {
    await run(database.db, 'UPDATE collection_systems SET approval_required = true');
    const system = await findSystem(database.db, 'sepa-noord');
    const stamp = { at, actor: 'anna' };
    await proposeCollections(database.db, system, { dueUntil: '2026-02-01', state: 'ready' }, stamp);
    const plan = { system, jobRunId: 1, ...sendingDates(system, at) };
    const { submissions } = await freezeCollections(database.db, plan, stamp);
    const [made] = submissions;
    if (!made) throw new Error('nothing was frozen');
    await recordWritten(database.db, made.id, { sha256: hash, size_bytes: 1 }, stamp);
    return made.message_id;
  }

  it('needs another person and the hash of the file; two at once, and one of them is told', async () => {
    const name = await writtenSubmission();
    await expect(decideSubmission(as('anna'), name, 'approve', { sha256: hash })).rejects.toThrow(/another person/);
    await expect(decideSubmission(as('bert'), name, 'approve', { sha256: 'b'.repeat(64) })).rejects.toThrow(
      /another file/,
    );
    const env = { DATABASE_URL: database.url, INCASSO_OPERATOR: 'bert' };
    const withoutHash = await incasso(['submissions', 'approve', name], env);
    expect([withoutHash.code, withoutHash.stderr]).toEqual([
      1,
      expect.stringContaining(`approve it with --sha256 ${hash}`),
    ]);

    const outcomes = await Promise.all(
      ['bert', 'carla'].map((who) => decideSubmission(as(who), name, 'approve', { sha256: hash })),
    );
    expect(outcomes.map((outcome) => outcome.done).sort()).toEqual([false, true]);
    const { submission, history } = await readSubmission(as(undefined), name);
    expect(submission.state).toBe('approved');
    expect(history.at(-1)).toMatchObject({ to_state: 'approved', actor: submission.approved_by });
  });
});

describe('switching a system', () => {
  it('C1 is recorded with who and why, and twice is an outcome', async () => {
    expect(await switchSystem(as('anna'), 'sepa-noord', false, 'audit')).toMatchObject({ changed: true });
    expect(await switchSystem(as('bert'), 'sepa-noord', false)).toEqual({
      changed: false,
      message: 'sepa-noord is not active already',
    });
    expect(
      await many(database.db, `SELECT actor, action, subject, detail FROM audit WHERE action LIKE 'system.%'`),
    ).toEqual([{ actor: 'anna', action: 'system.deactivate', subject: 'sepa-noord', detail: { reason: 'audit' } }]);
    await switchSystem(as('anna'), 'sepa-noord', true);
  });
});
