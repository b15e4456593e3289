import type { creditTransferVersion } from './pain001.ts';
import type { DirectDebitMessage } from './pain008.ts';
import type { FrozenBatch, FrozenLine, FrozenMessage } from './sepaMessage.ts';

/** Why a payment is to be cancelled: what of ISO 20022 ExternalCancellationReason1Code a customer of a bank can mean. */
export const cancellationReasons = [
  'AC03', // the account of the payee is wrong (credit transfers only)
  'AM09', // the amount is wrong
  'CUST', // the customer asks for it
  'DUPL', // it is a duplicate
  'FRAD', // fraud
  'TECH', // it was made by a technical error
  'UPAY', // it is not due
] as const;

export type CancellationReason = (typeof cancellationReasons)[number];

/** A camt.055: asks the bank not to execute payments of one message that are not settled yet. */
export interface CancellationMessage extends FrozenMessage<CancellationBatch> {
  /** The bank that is asked. */
  bank_bic: string | undefined;
  /** As it was sent. */
  original: { message_id: string; version: DirectDebitMessage['version'] | typeof creditTransferVersion };
}

/** One OrgnlPmtInfAndCxl: what is cancelled of one PmtInf. Count and sum are those of the request. */
export interface CancellationBatch extends FrozenBatch {
  /** As it was sent; `requested_on` is its collection date or execution date. */
  original: { payment_info_id: string; requested_on: string };
}

/** One TxInf: end-to-end id and amount are those of the payment. */
export interface CancellationLine extends FrozenLine {
  reason: CancellationReason;
}
