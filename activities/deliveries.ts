import { beginAttempt, beginRename, mustBeInTime, recordFailedDelivery, recordUnknown } from '../db/deliveries.ts';
import { findSystemById, type SystemRow } from '../db/parties.ts';
import { recordDelivered } from '../db/progress.ts';
import { findSubmission, type SubmissionRow } from '../db/submissions.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import type { SubmissionState } from '../domain/states/submission.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Ports } from './boundary.ts';
import { wakeNow } from './wakeups.ts';

/** How a delivery ended. `nothing`: the submission is not (or no longer) to be delivered. */
export interface DeliveryOutcome {
  kind: 'delivered' | 'unknown' | 'nothing';
  note: string;
}

interface Delivery {
  row: SubmissionRow;
  sha256: string;
  size: number;
  exchange: Exchange;
}

const system = 'system';
const seenAtBank = 'seen at the bank';

/**
 * The delivery protocol (C12). Archive first: without archived bytes nothing is sent. Temporary name, size check, one
 * rename. Between "renaming" in the database and the answer of the exchange lies the only doubt; a later attempt looks
 * at the bank's side before anything else, and what looking does not settle is `unknown`, never sent again by itself.
 */
export function deliveryActivities(ports: Ports) {
  return {
    async deliverSubmission({ id }: { id: number }): Promise<DeliveryOutcome> {
      const step = await beginAttempt(ports.db, id, await stamp(ports));
      if (step.kind === 'nothing') return { kind: 'nothing', note: `submission is ${step.state}` };
      const delivery = await prepare(ports, id);
      if (step.kind === 'write') return writeAndRename(ports, delivery, step.attempt);
      return lookAtDoubt(ports, delivery, step.attempt);
    },

    /** After the last try: what the submission is now. Unless it is certain that nothing has left, it is unknown. */
    async giveUpDelivery({ id, reason }: { id: number; reason: string }): Promise<{ state: SubmissionState }> {
      return { state: await recordFailedDelivery(ports.db, id, reason, await stamp(ports)) };
    },
  };
}

async function prepare(ports: Ports, id: number): Promise<Delivery> {
  const row = await findSubmission(ports.db, id);
  const systemRow: SystemRow = await findSystemById(ports.db, row.system_id);
  if (row.sha256 === null || row.size_bytes === null || !(await ports.archive.has(row.sha256))) {
    throw new IncassoError('BROKEN_PROMISE', `submission ${row.message_id} is not in the archive: no archive, no send`);
  }
  return { row, sha256: row.sha256, size: row.size_bytes, exchange: ports.exchangeOf(systemRow) };
}

async function writeAndRename(ports: Ports, delivery: Delivery, attempt: number): Promise<DeliveryOutcome> {
  const { row, exchange, size, sha256 } = delivery;
  await mustBeInTime(ports.db, row, await ports.clock.now());
  // What is left of earlier attempts may neither fill the disk nor be renamed by a worker that comes back late.
  await exchange.removeTemporary(row.file_name, attempt - 1);
  await exchange.writeTemporary(row.file_name, attempt, bytesOf(ports, sha256), size);
  // Also after a person said that it did not arrive: what can be seen counts more.
  const seen = attempt > 1 && (await exchange.look(row.file_name, attempt, size)) === 'arrived';
  if (!(await beginRename(ports.db, row.id, attempt))) return { kind: 'nothing', note: 'another attempt took over' };
  if (seen) return arrived(ports, delivery, attempt);
  return rename(ports, delivery, attempt);
}

async function rename(ports: Ports, { row, exchange }: Delivery, attempt: number): Promise<DeliveryOutcome> {
  try {
    await exchange.rename(row.file_name, attempt);
  } catch (error) {
    throw new IncassoError('IN_DOUBT', `submission ${row.message_id}: ${sentenceOf(error)}`, { cause: error });
  }
  await wakeNow(ports, await recordDelivered(ports.db, row.id, { attempt, note: null }, await stamp(ports)));
  return { kind: 'delivered', note: `attempt ${attempt}` };
}

/** Seen at the bank: what is left of the temporary files goes, so that nobody can send them once more. */
async function arrived(ports: Ports, { row, exchange }: Delivery, attempt: number): Promise<DeliveryOutcome> {
  await exchange.removeTemporary(row.file_name, attempt);
  await wakeNow(ports, await recordDelivered(ports.db, row.id, { attempt, note: seenAtBank }, await stamp(ports)));
  return { kind: 'delivered', note: `attempt ${attempt}, ${seenAtBank}` };
}

/** An earlier attempt got as far as renaming. What stands at the bank's side says how it ended, or nothing does. */
async function lookAtDoubt(ports: Ports, delivery: Delivery, attempt: number): Promise<DeliveryOutcome> {
  const { row, exchange, size } = delivery;
  const sighting = await exchange.look(row.file_name, attempt, size);
  switch (sighting) {
    case 'arrived':
      return arrived(ports, delivery, attempt);
    case 'not_renamed':
      // The same temporary file can get its final name only once, whoever does it.
      return rename(ports, delivery, attempt);
    case 'not_seen':
    case 'different': {
      const note =
        sighting === 'different' ? 'a file of another size stands under the name' : 'the file is not seen at the bank';
      await recordUnknown(ports.db, row.id, note, await stamp(ports));
      return { kind: 'unknown', note };
    }
  }
}

async function* bytesOf(ports: Ports, sha256: string): AsyncIterable<Buffer> {
  yield* ports.archive.read(sha256);
}

async function stamp(ports: Ports): Promise<{ at: string; actor: string }> {
  return { at: await ports.clock.now(), actor: system };
}
