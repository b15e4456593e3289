/** What a pain.008 is made of: frozen rows only, so that the same rows always give the same bytes. */

export type LocalInstrument = 'CORE' | 'B2B';
export type SequenceType = 'FRST' | 'RCUR' | 'FNAL' | 'OOFF';

export interface DirectDebitMessage {
  version: 'pain.008.001.08' | 'pain.008.001.02';
  message_id: string;
  /** Local creation time without zone or fraction: `2026-11-23T08:00:00`. */
  created_at: string;
  count: number;
  sum_minor: number;
  initiating_party: string;
  local_instrument: LocalInstrument;
  batch_booking: boolean | undefined;
  creditor: { name: string; iban: string; bic: string | undefined; identifier: string };
  batches: DirectDebitBatch[];
}

/** One PmtInf. */
export interface DirectDebitBatch {
  batch_no: number;
  payment_info_id: string;
  collection_on: string;
  sequence_type: SequenceType;
  count: number;
  sum_minor: number;
}

/** One DrctDbtTxInf. Lines come ordered by batch_no, then line_no. */
export interface DirectDebitLine {
  batch_no: number;
  line_no: number;
  end_to_end_id: string;
  amount_minor: number;
  umr: string;
  signed_on: string;
  amendment: MandateAmendment | undefined;
  debtor_name: string;
  debtor_iban: string;
  debtor_bic: string | undefined;
  /** Only for debtors at a bank outside the EEA; structured, never lines. */
  debtor_address: StructuredAddress | undefined;
  remittance: string;
}

/** What changed since the mandate was last accepted; each field only when it changed (rules: EPC AT-24). */
export interface MandateAmendment {
  original_umr?: string;
  original_creditor_name?: string;
  original_creditor_identifier?: string;
  /** The old IBAN when both accounts are at one bank, else the literal SMNDA. */
  original_debtor_account?: string;
}

export interface StructuredAddress {
  street?: string;
  building_number?: string;
  postcode?: string;
  town: string;
  country: string;
}
