import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { many } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { IncassoError } from '../../domain/errors.ts';
import type { TaskInput } from '../../domain/tasks.ts';
import type { Accounting } from '../../ports/accounting.ts';
import { booking, type Bookkeeping, type Effect, startBookkeeping } from '../support/accounting.ts';
import { testWorkplace } from './workplace.ts';

/** What may go wrong with one call of the package, or around it. */
const faults = ['none', 'none', 'none', 'down_before', 'lost_answer', 'question_fails', 'vanish'] as const;
type Fault = (typeof faults)[number];

/** A task: one that succeeds, or one with a mistake that the package refuses. */
const tasks = [
  'synchronise',
  'booking',
  'booking_wrong_period',
  'booking_wrong_vat',
  'delete_unknown',
  'twice',
] as const;
/** What the person does about the instruction that is met. */
const decisions = ['correct', 'retry_as_it_is', 'still_wrong', 'cancel', 'escalate'] as const;

interface Plan {
  dossiers: (typeof tasks)[number][][];
  faults: Fault[];
  decisions: (typeof decisions)[number][];
  /** After how many decisions the connectors are restarted. */
  restarts: number[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  dossiers: fc.array(fc.array(fc.constantFrom(...tasks), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  }),
  faults: fc.array(fc.constantFrom(...faults), { minLength: 5, maxLength: 30 }),
  decisions: fc.array(fc.constantFrom(...decisions), { minLength: 4, maxLength: 10 }),
  restarts: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
});

const seed = 20261124;
const runs = 8;

const office = testWorkplace('dossier_random');
let books: Bookkeeping;
let played = 0;

beforeAll(async () => {
  await mkdir(join(office.dir, 'accounting'));
  books = await startBookkeeping(office, join(office.dir, 'accounting'));
});
afterAll(() => books.stop());

/** The package with the plan's faults, one for each call in their order. */
function withFaults(plan: Fault[]): Accounting {
  const left = plan.values();
  let vanishing = 0;
  const down = (): never => {
    throw new IncassoError('ACCOUNTING', 'the package is down');
  };
  office.faults.vanish = () => vanishing-- > 0;
  return {
    ...books.real,
    async find(reference) {
      const fault = left.next().value ?? 'none';
      if (fault === 'question_fails') down();
      if (fault === 'vanish') vanishing = 1;
      return books.real.find(reference);
    },
    async perform(call) {
      const fault = left.next().value ?? 'none';
      if (fault === 'down_before') down();
      if (fault === 'vanish') vanishing = 1;
      const answer = await books.real.perform(call);
      if (fault === 'lost_answer') down();
      return answer;
    },
  };
}

async function submit(dossier: string, what: (typeof tasks)[number], no: number): Promise<void> {
  const reference = `R${no}`;
  switch (what) {
    case 'synchronise':
      return void (await books.submit(dossier, reference));
    case 'booking':
      return void (await books.submit(dossier, reference, 'process_booking', booking(`DOC-${no}`)));
    case 'booking_wrong_period': {
      const wrong = { period: '2025-12', booked_on: '2025-12-15' };
      return void (await books.submit(dossier, reference, 'process_booking', booking(`DOC-${no}`, wrong)));
    }
    case 'booking_wrong_vat':
      return void (await books.submit(
        dossier,
        reference,
        'process_booking',
        booking(`DOC-${no}`, { vat_code: 'V99' }),
      ));
    case 'delete_unknown':
      return void (await books.submit(dossier, reference, 'delete_booking', { document: `GONE-${no}`, journal: 'AK' }));
    case 'twice':
      // refused as a double booking when a twin was booked before
      return void (await books.submit(dossier, reference, 'process_booking', booking('TWIN')));
  }
}

/** A correction that the package takes, for the input that it refused. */
const corrections: Record<string, (id: number) => TaskInput> = {
  wrong_period: () => ({ period: '2026-01', booked_on: '2026-01-15' }),
  wrong_vat_code: () => ({ vat_code: 'V21' }),
  double_booking: (id) => ({ document: `TWIN-${id}` }),
};

/** The person deals with one open instruction as the plan says, or cancels where nothing helps. */
async function dealWith(id: number, cause: string, choice: (typeof decisions)[number]): Promise<void> {
  const correction = corrections[cause]?.(id);
  const refused = (decision: Promise<void>) => decision.catch(() => undefined);
  if (choice === 'correct' && correction)
    return refused(office.decideAs('dora', id, { outcome: 'retry', input: correction }));
  if (choice === 'retry_as_it_is') return refused(office.decideAs('dora', id, { outcome: 'retry' }));
  if (choice === 'still_wrong')
    return refused(office.decideAs('dora', id, { outcome: 'retry', input: { vat_code: 'V98' } }));
  if (choice === 'escalate') {
    const handle = office.client.workflow.getHandle(`instruction/${id}`);
    await handle.executeUpdate('escalate', { args: [{ actor: 'dora', reason: 'no idea' }] });
    return;
  }
  await refused(office.decideAs('dora', id, { outcome: 'cancel', reason: 'no way' }));
}

async function play(plan: Plan): Promise<string[]> {
  played += 1;
  const codes = plan.dossiers.map((_, index) => `r${played}-${index}`);
  for (const code of codes) await books.addDossier(code);
  office.ports.accounting = withFaults(plan.faults);
  for (const [index, kinds] of plan.dossiers.entries()) {
    for (const [no, kind] of kinds.entries()) await submit(codes[index] ?? '', kind, no + 1);
  }
  const openTasks = () =>
    many<{ id: number }>(
      office.db,
      `SELECT t.id FROM tasks t JOIN dossiers d ON d.id = t.dossier_id
        WHERE d.code = ANY(:codes) AND t.state IN ('queued', 'running', 'failed')`,
      { codes },
    );
  for (let step = 1; (await openTasks()).length > 0; step += 1) {
    if (step > 400) throw new Error(`the dossiers ${codes.join()} do not become free`);
    await office.pass('1 minute');
    const [first] = (await listInstructions(office.db)).filter((row) => codes.includes(row.dossier ?? ''));
    // somebody loses patience in the end
    const choice = step > 60 ? 'cancel' : (plan.decisions[step % plan.decisions.length] ?? 'cancel');
    if (first) await dealWith(first.id, first.cause, choice);
    if (plan.restarts.includes(step)) await office.restartConnector();
  }
  return codes;
}

/** In order, one at a time, each once. */
function checkEffects(effects: Effect[], done: string[]): void {
  expect(effects.map((effect) => effect.reference)).toEqual(done);
  for (const [index, effect] of effects.slice(1).entries()) {
    expect(effect.started_no).toBeGreaterThan(effects[index]?.ended_no ?? Infinity);
  }
}

test('T2 T3 T4 whatever fails and whoever vanishes: in order, no overlap, each failure one instruction, nothing done twice', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const codes = await play(plan);
      for (const code of codes) {
        const rows = await many<{ reference: string; state: string; failures: number; asked: number }>(
          office.db,
          `SELECT t.reference, t.state,
                  (SELECT count(*) FROM transitions s WHERE s.subject_kind = 'task' AND s.subject_id = t.id
                      AND s.to_state = 'failed')::int AS failures,
                  (SELECT count(*) FROM instructions i WHERE i.subject_kind = 'task' AND i.subject_id = t.id::text)::int AS asked
             FROM tasks t JOIN dossiers d ON d.id = t.dossier_id WHERE d.code = :code ORDER BY t.task_no`,
          { code },
        );
        for (const row of rows) expect([row.reference, row.asked]).toEqual([row.reference, row.failures]);
        const done = rows.filter((row) => row.state === 'done').map((row) => `${code}:${row.reference}`);
        checkEffects(await books.effects(code), done);
      }
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
}, 300_000);
