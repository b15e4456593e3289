import type { StateTable } from './table.ts';

export type CollectionState =
  | 'draft'
  | 'invalid'
  | 'ready'
  | 'held'
  | 'in_flight'
  | 'settled'
  | 'stopped'
  | 'rejected'
  | 'returned'
  | 'refunded'
  | 'reversed'
  | 'cancelled';

/** One debit or disbursement of one open item. Withdrawn with its submission before delivery, it is held. */
export const collectionStates: StateTable<CollectionState> = {
  draft: ['ready', 'invalid', 'held', 'stopped', 'cancelled'],
  invalid: ['draft', 'ready', 'stopped', 'cancelled'],
  ready: ['in_flight', 'held', 'invalid', 'stopped', 'cancelled'],
  held: ['ready', 'stopped', 'cancelled'],
  in_flight: ['settled', 'rejected', 'held', 'stopped'],
  settled: ['returned', 'refunded', 'reversed'],
  stopped: [],
  rejected: [],
  returned: [],
  refunded: [],
  reversed: [],
  cancelled: [],
};

/** States of a collection that was sent to the bank (architecture.md, States). */
export const sentStates: readonly CollectionState[] = [
  'in_flight',
  'settled',
  'rejected',
  'returned',
  'refunded',
  'reversed',
];
