import type { StateTable } from './table.ts';

export type MandateState =
  | 'to_sign'
  | 'deleted'
  | 'awaiting_bank_registration'
  | 'active'
  | 'completed'
  | 'withdrawn'
  | 'expired'
  | 'abandoned'
  | 'superseded';

/** Suspension is not a state: a mandate is suspended with a reason while it is active. */
export const mandateStates: StateTable<MandateState> = {
  to_sign: ['active', 'awaiting_bank_registration', 'deleted', 'withdrawn', 'abandoned'],
  awaiting_bank_registration: ['active', 'withdrawn'],
  active: ['completed', 'withdrawn', 'expired', 'superseded'],
  completed: ['active'],
  withdrawn: ['active', 'awaiting_bank_registration'],
  expired: [],
  abandoned: [],
  superseded: [],
  deleted: [],
};
