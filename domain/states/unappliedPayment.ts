import type { StateTable } from './table.ts';

export type UnappliedPaymentState = 'open' | 'kept' | 'assigned' | 'refunded' | 'not_ours';

/**
 * Money that came in for nothing that asks for it (P13). Kept: waits for the next invoice of its customer. The last three have
 * nothing left; an assignment that was taken back opens the payment again.
 */
export const unappliedPaymentStates: StateTable<UnappliedPaymentState> = {
  open: ['kept', 'assigned', 'refunded', 'not_ours'],
  kept: ['open', 'assigned', 'refunded', 'not_ours'],
  assigned: ['open'],
  refunded: [],
  not_ours: [],
};
