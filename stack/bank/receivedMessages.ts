/** What the bank takes, as it stands in the file: all values are text as found, '' when missing. */
export type ReceivedMessage = DirectDebits | CreditTransfers | UndoRequests;

interface ReceivedHeader {
  /** Message name of the namespace: `pain.008.001.08`. */
  message_name: string;
  message_id: string;
  created_at: string;
  stated_count: string;
  stated_sum: string;
}

/** A pain.008. */
export interface DirectDebits extends ReceivedHeader {
  kind: 'direct_debits';
  batches: DirectDebitBatch[];
}

/** One PmtInf of a pain.008. */
export interface DirectDebitBatch {
  payment_info_id: string;
  method: string;
  batch_booking: string;
  stated_count: string;
  stated_sum: string;
  service_level: string;
  local_instrument: string;
  sequence_type: string;
  collection_on: string;
  creditor_name: string;
  creditor_iban: string;
  creditor_identifier: string;
  payments: DirectDebit[];
}

/** One DrctDbtTxInf. */
export interface DirectDebit {
  instruction_id: string;
  end_to_end_id: string;
  amount: string;
  currency: string;
  umr: string;
  signed_on: string;
  amendment_indicator: string;
  original_umr: string;
  original_creditor_name: string;
  original_creditor_identifier: string;
  original_debtor_iban: string;
  original_debtor_account_other: string;
  original_debtor_agent: string;
  creditor_identifier: string;
  debtor_name: string;
  debtor_iban: string;
  remittance: string;
}

/** A pain.001. */
export interface CreditTransfers extends ReceivedHeader {
  kind: 'credit_transfers';
  batches: CreditTransferBatch[];
}

/** One PmtInf of a pain.001. */
export interface CreditTransferBatch {
  payment_info_id: string;
  method: string;
  batch_booking: string;
  stated_count: string;
  stated_sum: string;
  service_level: string;
  execution_on: string;
  debtor_name: string;
  debtor_iban: string;
  payments: CreditTransfer[];
}

/** One CdtTrfTxInf. */
export interface CreditTransfer {
  instruction_id: string;
  end_to_end_id: string;
  amount: string;
  currency: string;
  creditor_name: string;
  creditor_iban: string;
  remittance: string;
}

/** A pain.007, which reverses what was settled, or a camt.055, which cancels what is not. */
export interface UndoRequests extends ReceivedHeader {
  kind: 'reversals' | 'cancellations';
  /** Number of messages that it speaks of. */
  originals: number;
  original_message_id: string;
  original_message_name: string;
  batches: UndoBatch[];
}

/** One OrgnlPmtInfAndRvsl or OrgnlPmtInfAndCxl. */
export interface UndoBatch {
  /** Of the request itself; only reversals have one. */
  payment_info_id: string;
  original_payment_info_id: string;
  payments: UndoRequest[];
}

/** One TxInf of a request. */
export interface UndoRequest {
  end_to_end_id: string;
  /** Of the original. */
  amount: string;
  currency: string;
  /** Only of reversals. */
  reversed_amount: string;
  reason: string;
  /** Only where the original is repeated. */
  creditor_iban: string;
}
