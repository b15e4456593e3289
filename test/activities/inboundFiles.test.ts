import { describe, expect, test } from 'vitest';

import { raise } from '../../activities/desk.ts';
import { one, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { camt, type StatusFile } from '../support/bankFiles.ts';
import { decideAs } from '../support/deciding.ts';
import { addLine, freeze, type Line, lineNow } from '../support/lines.ts';
import { credits, debit, receivingIn } from './receiving.ts';
import { testWorld } from './worldWithoutServer.ts';

const world = testWorld('inbound_files');
const { sent, receive, carryOn, received, answered, states, asked, effects, books } = receivingIn(world);

describe('a file met again', () => {
  test('G4 the same bytes under another name are the same file', async () => {
    const sending = await sent(1);
    const content = camt(credits(sending.lines), { id: 'N-again' });
    const first = await receive(content);
    const before = await books();
    const again = await receive(content, 'renamed.xml');
    expect(again.id).toBe(first.id);
    expect(await books()).toEqual(before);
    expect((await world.inInbox()).filter((name) => !name.includes('.done-'))).toEqual([]);
  });

  test('G4 the same content in other bytes, and its parts in other files, change nothing', async () => {
    const sending = await sent(3);
    const movements = [...credits(sending.lines), debit(sending.lines[2] as Line, 'MD06')];
    await received(movements);
    const before = await books();
    await received(movements);
    for (const part of movements) await received([part]);
    expect(await books()).toEqual(before);
    expect(await states(sending.lines)).toEqual(['settled', 'settled', 'refunded']);
    expect(await asked()).toEqual([]);
  });

  test('G4 statuses that come twice, also in other bytes, change nothing', async () => {
    const sending = await sent(2);
    const rejected: StatusFile = {
      message: sending.message,
      batches: [
        {
          id: `${sending.message}-1`,
          transactions: [{ e2e: sending.lines[0]?.e2e ?? '', status: 'RJCT', reason: 'AM04' }],
        },
      ],
    };
    await answered(rejected);
    const before = await books();
    await answered(rejected);
    expect(await books()).toEqual(before);
  });

  test('G4 another file under the name of one that was dealt with stays in the inbox', async () => {
    const sending = await sent(2);
    const [first, second] = sending.lines as [Line, Line];
    const doubtful = await receive(camt(credits([first]), { id: 'N-name', statedEntries: 7 }), 'camt054.xml');
    expect(doubtful.state).toBe('in_doubt');
    await world.putInInbox('camt054.xml', camt(credits([second]), { id: 'N-newer' }));
    await world.activities.finishInboundFile({ id: doubtful.id });
    expect(await world.inInbox()).toContain('camt054.xml');
    await receive(camt(credits([second]), { id: 'N-newer' }), 'camt054.xml');
    expect(await states([second])).toEqual(['settled']);
  });
});

describe('files that are no good', () => {
  test.each([
    ['empty', '', /the file is empty/],
    ['foreign', 'IBAN;amount\nNL91;10', /no format that is read here/],
    ['other XML', '<Document><SomethingElse/></Document>', /no message that is read here/],
    ['truncated', camt([{ amount: 1, e2e: 'x' }]).slice(0, 700), /line \d+/],
    ['damaged', camt([{ amount: 1, e2e: 'x' }]).replace('</Ntry>', '</Ntri>'), /line \d+/],
  ])(
    'bad input: a file that is %s is quarantined with the line, and a person is asked',
    async (kind, content, sentence) => {
      const { state } = await receive(content, `${kind}.xml`);
      expect(state).toBe('quarantined');
      const [instruction] = await listInstructions(world.db);
      expect(instruction?.cause).toBe('file_unreadable');
      expect(instruction?.facts['reason']).toMatch(sentence);
      expect((await world.inInbox()).filter((name) => name.startsWith(kind) && !name.includes('.done-'))).toEqual([]);
    },
  );

  test('bad input: one that cannot be read holds up no other', async () => {
    const sending = await sent(1);
    await world.putInInbox('a-first.xml', camt([], { id: 'N-broken' }));
    world.faults.exchange = (real) => ({
      ...real,
      read: (name) => {
        if (name === 'a-first.xml') throw new Error('permission denied');
        return real.read(name);
      },
    });
    await world.putInInbox('b-second.xml', camt(credits(sending.lines), { id: 'N-second' }));
    const take = world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    await expect(take).rejects.toThrow('permission denied');
    world.faults = {};
    const { id } = await one<{ id: number }>(
      world.db,
      'file',
      `SELECT id FROM inbound_files WHERE name = 'b-second.xml'`,
    );
    expect(await carryOn(id)).toBe('applied');
    expect(await states(sending.lines)).toEqual(['settled']);
  });

  test('C9 a crash between asking and putting aside asks once', async () => {
    await world.putInInbox('crash.xml', 'no bank file');
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    const { id } = await one<{ id: number }>(world.db, 'file', `SELECT id FROM inbound_files WHERE name = 'crash.xml'`);
    await world.activities.stageInboundFile({ id });
    await run(world.db, `UPDATE inbound_files SET state = 'received' WHERE id = :id`, { id });
    await world.activities.stageInboundFile({ id });
    expect(await listInstructions(world.db)).toHaveLength(1);
    expect(await carryOn(id)).toBe('quarantined');
  });

  test('C9 a file that does not add up waits; signed off it is applied, put aside it changes nothing', async () => {
    const sending = await sent(2);
    const [first, second] = sending.lines as [Line, Line];
    const decide = async (id: number, outcome: string) => {
      const asking = await raise(world.ports, {
        cause: 'file_does_not_add_up',
        subject_kind: 'inbound_file',
        subject_id: String(id),
        facts: { detail: 'a test asks' },
        actor: 'system',
      });
      const without = decideAs(world.db, asking, { actor: 'anna', outcome }, world.now);
      await expect(without).rejects.toThrow(`outcome ${outcome} needs a reason`);
      await decideAs(world.db, asking, { actor: 'anna', outcome, reason: 'compared' }, world.now);
      return carryOn(id);
    };
    const signed = await receive(camt(credits([first]), { id: 'N-s', statedEntries: 2 }));
    expect(signed.state).toBe('in_doubt');
    expect(await states([first])).toEqual(['in_flight']);
    expect(await decide(signed.id, 'sign_off')).toBe('applied');
    const aside = await receive(camt(credits([second]), { id: 'N-a', statedEntries: 2 }));
    expect(await decide(aside.id, 'quarantine')).toBe('quarantined');
    expect(await states([first, second])).toEqual(['settled', 'in_flight']);
  });

  test('C9 what needs a person is asked in the transaction that applies: when asking fails, nothing is applied', async () => {
    const { lines } = await sent(1);
    await world.putInInbox('asks.xml', camt([...credits(lines), { amount: 5, e2e: 'nobody' }], { id: 'N-asks' }));
    await world.activities.takeFilesIn({ system: 'sepa-noord', wanted: 'payments', actor: 'anna' });
    const { id } = await one<{ id: number }>(world.db, 'file', `SELECT id FROM inbound_files WHERE name = 'asks.xml'`);
    await world.activities.stageInboundFile({ id });
    await run(world.db, 'ALTER TABLE instructions RENAME TO instructions_away');
    await expect(world.activities.applyInboundFile({ id })).rejects.toThrow();
    await run(world.db, 'ALTER TABLE instructions_away RENAME TO instructions');
    expect(await states(lines)).toEqual(['in_flight']);
    expect(await carryOn(id)).toBe('applied');
    expect((await asked()).map(([cause]) => cause)).toEqual(['records_unmatched']);
  });
});

describe('a submission that was withdrawn', () => {
  test('C12 its lines are sent again in a later file under another end-to-end id, and only that one settles', async () => {
    const line = await addLine(world.db);
    const [first] = (await freeze(world.db, world.now)).submissions;
    await world.activities.decideSubmission({
      id: first?.id ?? 0,
      action: 'withdraw',
      by: { actor: 'anna', reason: 'wrong date' },
    });
    expect(await lineNow(world.db, line)).toMatchObject({ state: 'held', released: true });
    await run(world.db, `UPDATE collections SET state = 'ready' WHERE id = :id`, { id: line.collection });
    const [second] = (await freeze(world.db, world.now)).submissions;
    expect(second).toMatchObject({ line_count: 1 });
    await run(world.db, `UPDATE submissions SET state = 'delivered' WHERE id = :id`, { id: second?.id ?? 0 });
    const old = await received([{ amount: line.amount, e2e: line.e2e }]);
    expect(await effects(old.id)).toEqual([{ effect: null, reason: 'the line was withdrawn' }]);
    await received([{ amount: line.amount, e2e: `${line.e2e}-2` }]);
    expect(await states([line])).toEqual(['settled']);
  });
});
