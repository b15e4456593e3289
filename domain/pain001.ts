import type { FrozenBatch, FrozenLine, FrozenMessage, StructuredAddress } from './sepaMessage.ts';

/** The message name of credit transfers: the version of 2019, the only one that is written. */
export const creditTransferVersion = 'pain.001.001.09';

/**
 * A pain.001: credit transfers, by which disbursements are paid. The debtor is who pays (our creditor of direct debits),
 * the creditors are its customers.
 */
export interface CreditTransferMessage extends FrozenMessage<CreditTransferBatch> {
  batch_booking: boolean | undefined;
  debtor: {
    name: string;
    iban: string;
    bic: string | undefined;
    /** Needed when a bank of a payment is outside the EEA. */
    address: StructuredAddress | undefined;
  };
}

/** One PmtInf. */
export interface CreditTransferBatch extends FrozenBatch {
  payment_info_id: string;
  execution_on: string;
}

/** One CdtTrfTxInf. */
export interface CreditTransferLine extends FrozenLine {
  creditor_name: string;
  creditor_iban: string;
  creditor_bic: string | undefined;
  creditor_address: StructuredAddress | undefined;
  remittance: string;
}
