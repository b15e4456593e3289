import { betalingsserviceObjectionEnd } from './calendars/denmark.ts';
import { type CancellationReason, cancellationReasons } from './camt055.ts';
import { lastReversalDay, type ReversalReason, reversalReasons } from './pain007.ts';
import { factsOf } from './sending.ts';
import type { CollectionState } from './states/collection.ts';

/** What can be asked of the bank for a line that it has: not to collect it, or to give it back. */
export type UndoKind = 'cancellations' | 'reversals';
export type UndoReason = CancellationReason | ReversalReason;

export const undoReasons = {
  cancellations: cancellationReasons,
  reversals: reversalReasons,
} as const satisfies Record<UndoKind, readonly UndoReason[]>;

/** A line of a file that the bank has. */
export interface DeliveredLine {
  collection_id: number;
  state: CollectionState;
  direction: 'debit' | 'disbursement';
  collection_on: string;
  message_id: string;
  system: { code: string; adapter: string };
}

/** Why a line cannot be undone so on a date, or undefined when it can (C16, sepa.md 1.3). */
export function reasonNotToUndo(kind: UndoKind, line: DeliveredLine, today: string): string | undefined {
  if (factsOf(line.system).family !== 'sepa') return stillPossible(line, today);
  if (kind === 'cancellations') {
    const isInTime = line.state === 'in_flight' && today <= line.collection_on;
    return isInTime ? undefined : stillPossible(line, today);
  }
  const isInTime = line.collection_on <= today && today <= lastReversalDay(line.collection_on);
  return line.state === 'settled' && line.direction === 'debit' && isInTime ? undefined : stillPossible(line, today);
}

/** The sentence that says what can still be done about a line that the bank has (C16). */
export function stillPossible(line: DeliveredLine, today: string): string {
  const { collection_id: id, collection_on, state, direction, message_id } = line;
  const what = `line ${id} is ${state} in ${message_id}, which is with the bank`;
  if (state !== 'in_flight' && state !== 'settled') return `line ${id} is ${state}: there is nothing to undo`;
  if (factsOf(line.system).family === 'betalingsservice') {
    const until = betalingsserviceObjectionEnd(collection_on).slice(0, 10);
    return `${what}: it takes no cancellation; the debtor may reject it until ${until}, or pay it back with a credit note`;
  }
  if (direction === 'disbursement' && state === 'settled') return `${what}: money that was paid out must be asked for`;
  if (state === 'in_flight') {
    return today <= collection_on
      ? `${what}: ask it to cancel the line with "incasso collections cancel ${id}"`
      : `${what} and past its date: wait for the settlement, then "incasso collections reverse ${id}"`;
  }
  const last = lastReversalDay(collection_on);
  if (today > last) return `${what} and could be reversed until ${last}: pay it back with a credit note`;
  return `${what}: give it back with "incasso collections reverse ${id}" until ${last}`;
}
