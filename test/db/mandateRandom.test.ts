import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';

import { many, run } from '../../db/connection.ts';
import { IncassoError } from '../../domain/errors.ts';
import { testWorld } from '../activities/worldWithoutServer.ts';
import type { Play } from '../support/mandateFiles.ts';
import { checkMandates, mandateNames } from '../support/mandateInvariants.ts';
import { type ActionName, actions, customers, type Step } from '../support/mandatePlay.ts';

const world = testWorld('mandate_random');
const monday = '2026-03-02T08:00:00.000Z';

/** How often each action is thrown; those that most others need come more often. */
const weights: Partial<Record<ActionName, number>> = {
  create: 3,
  sign: 5,
  items: 3,
  propose: 3,
  freeze: 4,
  deliver: 3,
  answer: 4,
};
const names = (Object.keys(actions) as ActionName[]).flatMap((name) =>
  Array<ActionName>(weights[name] ?? 2).fill(name),
);

const dice: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom(...names),
  who: fc.nat(11),
  what: fc.nat(11),
  which: fc.nat(11),
  days: fc.nat(399),
  yes: fc.boolean(),
  also: fc.boolean(),
});
/** What changes mandates one by one: two people may do it at once. */
const single: ActionName[] = [
  'sign', 'reactivate', 'register', 'withdraw', 'abandon', 'delete', 'suspend', 'resume', 'ask', 'addAccount',
  'closeAccount', 'setCustomer', 'setItem', 'create', 'freeze', 'stopFile', 'signatures', 'items', 'mandates',
]; // prettier-ignore
const pair = fc.tuple(dice, dice, fc.constantFrom(...single), fc.constantFrom(...single)).map(([one, other, a, b]) => [
  { ...one, action: a },
  { ...other, who: one.who, what: one.what, action: b },
]);
const step: fc.Arbitrary<Step[]> = fc.oneof(
  { arbitrary: dice.map((each) => [each]), weight: 5 },
  { arbitrary: pair, weight: 2 },
);

let files = 0;

async function receive(content: string): Promise<void> {
  await world.putInInbox(`mandates-${(files += 1)}.xml`, content);
  for (const wanted of ['status', 'payments'] as const) {
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted, actor: 'anna' });
  }
  const waiting = await many<{ id: number }>(world.db, `SELECT id FROM inbound_files WHERE state = 'received'`);
  for (const { id } of waiting) {
    await world.activities.stageInboundFile({ id });
    await world.activities.applyInboundFile({ id });
    await world.activities.finishInboundFile({ id });
  }
}

/** Three customers with an account each, and nothing else: whatever was there before is gone. */
async function startAnew(): Promise<Play> {
  await run(
    world.db,
    `TRUNCATE customers, bank_accounts, items, mandates, collections, submissions, submission_batches, submission_lines,
       wakeups, instructions, inbound_files, inbound_records, inbound_keys, matches, asks_a_day CASCADE`,
  );
  await run(world.db, 'UPDATE creditors SET new_mandate_on_account_change = false');
  const play: Play = {
    db: world.db,
    now: monday,
    receive: (content) => {
      world.now = play.now;
      return receive(content);
    },
    closedByHand: new Set(),
    frozen: { ids: [], scheme: 'CORE', today: '2026-03-02' },
  };
  for (const who of customers.keys()) {
    const known = { who, what: who, which: who, days: who, yes: true, also: who === 2 };
    await actions.customers(play, known);
    await actions.accounts(play, { ...known, days: 1 });
    await actions.items(play, known);
  }
  return play;
}

const met: Partial<Record<ActionName, number>> = {};

/** An action that is refused with a sentence is an outcome like another; anything else is a defect. */
async function act(play: Play, thrown: Step): Promise<void> {
  try {
    await actions[thrown.action](play, thrown);
    met[thrown.action] = (met[thrown.action] ?? 0) + 1;
  } catch (error) {
    if (!(error instanceof IncassoError) || error.type === 'BROKEN_PROMISE') throw error;
  }
}

beforeAll(async () => {
  await run(world.db, 'UPDATE collection_systems SET max_days_past_due = 100000, pre_notification_days = 0');
});

test('M1 to M14 whatever is done to mandates, in whatever order, what is promised of them holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
      const play = await startAnew();
      let before = await mandateNames(world.db);
      for (const thrown of steps) {
        const results = await Promise.allSettled(thrown.map((each) => act(play, each)));
        for (const result of results) if (result.status === 'rejected') throw result.reason;
        await checkMandates(play, thrown.length === 1);
        const after = await mandateNames(world.db);
        expect(after.slice(0, before.length), 'M14 no mandate disappears').toEqual(before);
        before = after;
        play.now = new Date(Date.parse(play.now) + 60_000).toISOString();
      }
    }),
    { seed: 20261128, numRuns: 50, endOnFailure: true },
  );
  const never = Object.keys(actions).filter((name) => met[name as ActionName] === undefined);
  expect(never, 'every action was done at least once').toEqual([]);
}, 300_000);
