import type { AgreementEvent, RegistrationReceipt } from './betalingsservice/inbound.ts';

/**
 * What every reader of inbound files makes of its bytes. After this normalisation the same code stages, matches,
 * reconciles and applies, whatever the format was.
 */

/** Something wrong or odd in a file. An error makes the file unusable or in doubt; a warning is kept and shown. */
export interface Finding {
  /** 1-based line in the file. */
  line: number;
  /** Element path or column, e.g. `Ntry/Amt`. */
  field: string;
  /** What stands there, at most 80 characters; '' when the value itself is missing. */
  value: string;
  /** The rule that is broken, as a sentence. */
  rule: string;
  severity: 'error' | 'warning';
}

export interface CurrencyTotal {
  currency: string;
  credit_minor: number;
  debit_minor: number;
}

/** The answer of `incasso files inspect FILE --json`, and what is stored with each inbound file. */
export interface FileSummary {
  /** Message name (`camt.054.001.08`, `pain.002.001.10`, `bs.0602`), or `unknown`. */
  format: string;
  /** Statements, notifications, reports (camt), status reports (pain.002), answers (camt.029) or sections (Betalingsservice). */
  messages: number;
  /** camt: `Ntry`; pain.002, camt.029: `OrgnlPmtInfAndSts`; Betalingsservice: data records. */
  entries: number;
  /** camt: `TxDtls`; pain.002, camt.029: `TxInfAndSts`; Betalingsservice: data records. */
  transactions: number;
  /** Per currency: camt sums `Ntry/Amt` by `CdtDbtInd`. A format without amounts has none. */
  totals: CurrencyTotal[];
  /** The totals the file states of itself against those read; ok is false when any pair differs. */
  control_totals: { stated: Record<string, string>; read: Record<string, string>; ok: boolean };
  findings: Finding[];
}

/** One movement or announced movement of money: a `TxDtls`, or an `Ntry` without one. All values are text as found. */
export interface PaymentRecord {
  kind: 'payment';
  /** 1-based place in the file: message, entry in the message, transaction in the entry (0: the entry has none). */
  message_no: number;
  entry_no: number;
  tx_no: number;
  line: number;
  /** `camt.052`, `camt.053`, `camt.054`, `bs.0602`. */
  family: string;
  /** Identification of the statement or notification. */
  statement_id: string;
  account: string;
  /** Creation date-time of the message as written. */
  created_at: string;
  /** `BOOK`, `PDNG`, `INFO`, `FUTR`, or as found. */
  entry_status: string;
  booked_on: string;
  value_on: string;
  currency: string;
  /** Of the transaction; of the entry when the transaction gives none and is alone. */
  amount_minor: number;
  sign: 'CRDT' | 'DBIT';
  is_reversal: boolean;
  entry_amount_minor: number;
  /** Number of transactions the entry's batch states (`Btch/NbOfTxs`), or 0. */
  batch_count: number;
  /** `PMNT/IDDT/ESDD`; of the transaction when given, else of the entry. */
  bank_code: string;
  proprietary_code: string;
  entry_ref: string;
  entry_servicer_ref: string;
  servicer_ref: string;
  message_id: string;
  payment_info_id: string;
  instruction_id: string;
  end_to_end_id: string;
  transaction_id: string;
  mandate_id: string;
  creditor_reference: string;
  remittance: string;
  counterparty_name: string;
  counterparty_iban: string;
  /** Of the payer at the payment centre, without leading zeros; only in its formats. */
  customer_number?: string;
  /** Code or proprietary reason of `RtrInf`, '' when the record is no return. */
  return_reason: string;
  return_text: string;
  charges_minor: number;
}

/** One status at one level of a pain.002 or camt.029. */
export interface StatusRecord {
  kind: 'status';
  /** `camt.029` where it answers a request to cancel, and speaks of the cancellation and not of the payment. */
  family?: 'camt.029';
  message_no: number;
  /** 0 at group level. */
  entry_no: number;
  /** 0 at group and batch level. */
  tx_no: number;
  line: number;
  level: 'group' | 'batch' | 'transaction';
  /** Identification of the status message itself. */
  status_message_id: string;
  original_message_id: string;
  original_message_name: string;
  payment_info_id: string;
  instruction_id: string;
  end_to_end_id: string;
  /** As found (`RJCT`, `ACCP`, of a cancellation `ACCR`, `RJCR`, ...), '' when the level only carries reasons. */
  status: string;
  /** First reason: code or proprietary, '' when none. */
  reason: string;
  /** Further reason codes and all additional information, joined with '; '. */
  reason_text: string;
  /** Number of the creditor, and of the payer, at the payment centre; only in its formats. */
  account?: string;
  customer_number?: string;
  /** Amount of the original transaction when repeated, else 0. */
  amount_minor: number;
  currency: string;
}

/** What a payment centre says of one agreement. Dates are 'YYYY-MM-DD', '' where it gives none. */
export interface AgreementNotice {
  kind: 'agreement';
  message_no: number;
  entry_no: number;
  line: number;
  /** Number of the creditor at the payment centre. */
  account: string;
  /** Without leading zeros. */
  customer_number: string;
  /** '' where the record has none. */
  agreement_number: string;
  event: AgreementEvent;
  /** As found. */
  code: string;
  effective_on: string;
  ends_on: string;
  /** True in a full register of all that are active. */
  is_register: boolean;
}

/** A receipt of a payment centre: the echo of one registration, or a text that only a person understands. */
export interface ReceiptNotice {
  kind: 'receipt';
  message_no: number;
  entry_no: number;
  line: number;
  /** `transmission`: a file has arrived. `validation`: it was looked into. `registration`: an echo of one agreement. */
  about: 'transmission' | 'validation' | 'registration';
  account: string;
  customer_number: string;
  /** Of an echo: the list that it stands in, and the number of its text. */
  list: RegistrationReceipt['list'] | '';
  text_number: string;
  /** Of the others: what it says, at most 16,000 characters. */
  text: string;
}

export type InboundRecord = PaymentRecord | StatusRecord | AgreementNotice | ReceiptNotice;

/**
 * A reader that is fed chunks as they come. It keeps no records, only totals.
 * `write` and `end` throw IncassoError FILE_UNREADABLE with the line when the bytes cannot be that format.
 */
export interface RecordReader {
  write(chunk: Uint8Array): void;
  end(): FileSummary;
}
