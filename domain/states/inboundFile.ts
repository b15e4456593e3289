import type { StateTable } from './table.ts';

export type InboundFileState = 'received' | 'staged' | 'in_doubt' | 'applied' | 'quarantined';

/** One file from a bank. In doubt: it reads well but does not add up; a person signs it off or puts it aside. */
export const inboundFileStates: StateTable<InboundFileState> = {
  received: ['staged', 'quarantined'],
  staged: ['in_doubt', 'applied', 'quarantined'],
  in_doubt: ['staged', 'quarantined'],
  applied: [],
  quarantined: [],
};
