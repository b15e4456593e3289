/**
 * The signals of a collection system (C17), in the order in which a line meets them. A line of the journal has at most one of them;
 * `unposted` is of movements. Where the SQL of each stands: db/collectionSignals.ts.
 */
export const collectionSignals = {
  draft: 'made, and not set ready yet',
  ready: 'the next send takes it',
  blocked: 'ready, and the guard of the last send kept it back',
  held: 'kept back by a person, or stood in a file that was withdrawn',
  in_flight: 'stands in a file, and the bank has time to answer',
  silent: 'stands in a file, and the time of the bank to answer is over',
  rejected: 'refused by the bank, its item is open, and nobody has dealt with it since',
  returned: 'money that came and went back (returns and refunds), likewise',
  part_paid: 'settled with less than was asked for: the rest of its item is open',
  unposted: 'movements of money that stand in no ledger entry',
} as const;

export type CollectionSignal = keyof typeof collectionSignals;

export const signalNames = Object.keys(collectionSignals) as CollectionSignal[];
