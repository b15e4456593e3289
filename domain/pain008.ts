import type { FrozenBatch, FrozenLine, FrozenMessage, StructuredAddress } from './sepaMessage.ts';

export type LocalInstrument = 'CORE' | 'B2B';
export type SequenceType = 'FRST' | 'RCUR' | 'FNAL' | 'OOFF';

/** A pain.008: direct debits of one creditor. */
export interface DirectDebitMessage extends FrozenMessage<DirectDebitBatch> {
  version: 'pain.008.001.08' | 'pain.008.001.02';
  local_instrument: LocalInstrument;
  batch_booking: boolean | undefined;
  creditor: { name: string; iban: string; bic: string | undefined; identifier: string };
}

/** One PmtInf. */
export interface DirectDebitBatch extends FrozenBatch {
  payment_info_id: string;
  collection_on: string;
  sequence_type: SequenceType;
}

/** One DrctDbtTxInf. */
export interface DirectDebitLine extends FrozenLine {
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

/** True for messages of 2009: they name banks by BIC, with an older pattern, where those of 2019 have BICFI. */
export function isOf2009(version: DirectDebitMessage['version']): boolean {
  return version === 'pain.008.001.02';
}
