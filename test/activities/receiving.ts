import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach } from 'vitest';

import { many, one, run } from '../../db/connection.ts';
import { listInstructions } from '../../db/instructions.ts';
import { undoLines } from '../../db/undoing.ts';
import type { UndoKind } from '../../domain/undoing.ts';
import {
  camt,
  camt029,
  type CancellationAnswer,
  type Movement,
  pain002,
  type StatusFile,
} from '../support/bankFiles.ts';
import { addLine, freeze, type Line, lineNow, type NewLine } from '../support/lines.ts';
import type { World } from './worldWithoutServer.ts';

export interface Sent {
  id: number;
  message: string;
  lines: Line[];
}

export const credits = (lines: Line[]): Movement[] => lines.map((line) => ({ amount: line.amount, e2e: line.e2e }));

export const debit = (line: Line, reason: string): Movement => ({
  sign: 'DBIT',
  amount: line.amount,
  e2e: line.e2e,
  reason,
});

/** Lines that were sent, and the bank's files about them, as activities take them in one after the other. */
export function receivingIn(world: World, system = 'sepa-noord') {
  let files = 0;

  beforeEach(async () => {
    // Every test has its own lines; what an earlier one left ready is none of its business.
    await run(world.db, `UPDATE collections SET state = 'cancelled' WHERE state = 'ready'`);
    await run(world.db, `UPDATE instructions SET state = 'decided' WHERE state = 'open'`);
  });

  /** Lines that were frozen into one submission and delivered. */
  async function sent(count: number, wanted: NewLine = {}): Promise<Sent> {
    const lines: Line[] = [];
    for (let no = 0; no < count; no += 1) lines.push(await addLine(world.db, wanted));
    const [submission] = (await freeze(world.db, world.now)).submissions;
    if (!submission) throw new Error('nothing was frozen');
    await world.activities.writeSubmission({ id: submission.id });
    await world.activities.deliverSubmission({ id: submission.id });
    return { id: submission.id, message: submission.message_id, lines };
  }

  /** Takes a file in and carries it as far as it goes without a person, as the workflow does. */
  async function receive(
    content: string | Buffer,
    name = `file-${(files += 1)}.xml`,
  ): Promise<{ id: number; state: string }> {
    await world.putInInbox(name, content);
    for (const wanted of ['status', 'payments'] as const) {
      await world.activities.takeFilesIn({ system, wanted, actor: 'anna' });
    }
    const { id } = await one<{ id: number }>(world.db, 'file', 'SELECT max(id) AS id FROM inbound_files');
    return { id, state: await carryOn(id) };
  }

  async function carryOn(id: number): Promise<string> {
    for (;;) {
      const view = await world.activities.lookInboundFile({ id });
      if (view.state === 'received') await world.activities.stageInboundFile({ id });
      else if (view.state === 'staged' && view.adds_up) await world.activities.applyInboundFile({ id });
      else if (view.state === 'staged') await world.activities.doubtInboundFile({ id, reason: view.problem });
      else {
        if (view.state !== 'in_doubt') await world.activities.finishInboundFile({ id });
        return view.state;
      }
    }
  }

  /** Asks the bank to undo lines, and carries the request to it; the file as it got there. */
  async function asks(kind: UndoKind, lines: Line[]) {
    const ids = lines.map((line) => line.collection);
    const reason = kind === 'reversals' ? 'MD05' : 'DUPL';
    const { outcomes } = await undoLines(world.db, kind, ids, reason, { at: world.now, actor: 'anna' });
    const message = outcomes[0]?.message_id ?? '';
    const { id } = await one<{ id: number }>(world.db, 's', 'SELECT id FROM submissions WHERE message_id = :message', {
      message,
    });
    await world.activities.writeSubmission({ id });
    await world.activities.deliverSubmission({ id });
    return { id, message, outcomes, xml: await readFile(join(world.bankDir, 'to-bank', `${message}.xml`), 'utf8') };
  }

  const received = (movements: Movement[], id = `N-${(files += 1)}`) => receive(camt(movements, { id }));
  const answered = (status: StatusFile) => receive(pain002({ id: `S-${(files += 1)}`, ...status }));
  const resolved = (answer: CancellationAnswer) => receive(camt029({ id: `R-${(files += 1)}`, ...answer }));
  const states = async (lines: Line[]) =>
    (await Promise.all(lines.map((line) => lineNow(world.db, line)))).map((now) => now.state);
  const submissionState = async (sending: Sent) => (await world.activities.lookSubmission({ id: sending.id })).state;
  const asked = async () => (await listInstructions(world.db)).map((row) => [row.cause, row.facts['reason']]);
  const effects = (file: number) =>
    many<{ effect: string | null; reason: string }>(
      world.db,
      'SELECT effect, reason FROM matches WHERE file_id = :file ORDER BY record_no, part_no',
      { file },
    );

  /** Everything that a file could change, to see that it changed nothing. */
  const books = () =>
    one(
      world.db,
      'books',
      `SELECT (SELECT sum(open_minor) FROM item_balances) AS open, (SELECT count(*) FROM transitions WHERE subject_kind <> 'inbound_file') AS transitions,
              (SELECT count(*) FROM collections) AS collections, (SELECT sum(amount_minor) FROM matches WHERE effect = 'settled') AS settled,
              (SELECT count(*) FROM submission_lines WHERE released_at IS NULL) AS living`,
    );

  return { sent, receive, carryOn, received, answered, states, submissionState, asked, effects, books, asks, resolved };
}
