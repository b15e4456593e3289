import { target2 } from './calendars/target2.ts';
import type { DirectDebitBatch, DirectDebitLine, DirectDebitMessage } from './pain008.ts';
import type { FrozenBatch, FrozenMessage } from './sepaMessage.ts';

/** Why a collection is reversed: what of ISO 20022 ExternalReversalReason1Code a creditor can mean. */
export const reversalReasons = [
  'AM05', // it was collected twice
  'MD05', // it should not have been collected
  'MS02', // the creditor gives no reason
] as const;

export type ReversalReason = (typeof reversalReasons)[number];

/** A pain.007: gives back collections of one pain.008 that were settled, each as a whole. */
export interface ReversalMessage extends FrozenMessage<ReversalBatch> {
  batch_booking: boolean | undefined;
  /** As it was sent. Its version chooses that of the reversal: 2009 (.02) or 2019 (.08, reversed by .09). */
  original: Pick<DirectDebitMessage, 'version' | 'message_id' | 'local_instrument' | 'creditor'>;
}

/** One OrgnlPmtInfAndRvsl: what is reversed of one PmtInf. Count and sum are those of the reversal. */
export interface ReversalBatch extends FrozenBatch {
  payment_info_id: string;
  /** As it was sent. */
  original: Pick<DirectDebitBatch, 'payment_info_id' | 'collection_on' | 'sequence_type'>;
}

/** One TxInf: the collection as it was sent, but with the batch and line number of the reversal. */
export interface ReversalLine extends DirectDebitLine {
  reason: ReversalReason;
}

/** The last day on which the bank takes a reversal: five TARGET2 days after the collection (sepa.md 1.3). */
export function lastReversalDay(collectionOn: string): string {
  return target2.addBusinessDays(collectionOn, 5);
}
