import type { StateTable } from './table.ts';

export type UnappliedPaymentState = 'open' | 'kept' | 'assigned' | 'refunded' | 'not_ours' | 'gone_back';

/**
 * Money that came in for nothing that asks for it (P13). Kept: waits for the next invoice of its customer. The last four, by what
 * was decided last, have nothing left; a part of them that was assigned can be taken back, which opens the payment again.
 */
export const unappliedPaymentStates: StateTable<UnappliedPaymentState> = {
  open: ['kept', 'assigned', 'refunded', 'not_ours', 'gone_back'],
  kept: ['open', 'assigned', 'refunded', 'not_ours', 'gone_back'],
  assigned: ['open'],
  refunded: ['open'],
  not_ours: ['open'],
  gone_back: ['open'],
};
