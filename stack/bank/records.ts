import type { CommonRecord } from '../simulation/records.ts';
import type { Fate } from './rules.ts';

/** The records of the bank's journal. The books are nothing but these, applied in order. */
export type BookRecord = CommonRecord | FileRecord | BatchRecord | PaymentRecord | DayRecord;

/**
 * accepted: its batches and payments follow. rejected: refused as a whole. duplicate: the bytes came before, no
 * answer. silent: a rule makes the bank lose it.
 */
export type FileVerdict = 'accepted' | 'rejected' | 'duplicate' | 'silent';

export interface FileRecord {
  kind: 'file';
  file_no: number;
  /** Its name in to-bank. */
  name: string;
  sha256: string;
  /** The business instant of receipt. */
  at: string;
  verdict: FileVerdict;
  /** Whether acceptance is answered too; of the settings when the file came. */
  acknowledge: boolean;
  /** `NOTPROVIDED` when the file could not be read. */
  message_id: string;
  message_name: string;
  stated_count: string;
  stated_sum: string;
  /** What was read, by creditor account. */
  accounts: { iban: string; count: number; sum_minor: number }[];
  objection?: { code: string; sentence: string };
}

export interface BatchRecord {
  kind: 'batch';
  batch_no: number;
  file_no: number;
  payment_info_id: string;
  settle_on: string;
  creditor_iban: string;
  local_instrument: string;
  /** One credit for the batch, or one for each payment. */
  batch_booking: boolean;
}

export interface PaymentRecord extends Fate {
  kind: 'payment';
  payment_no: number;
  batch_no: number;
  instruction_id: string;
  end_to_end_id: string;
  umr: string;
  amount_minor: number;
  debtor_name: string;
  debtor_iban: string;
  remittance: string;
}

/** Everything that was to be booked until this date is booked. */
export interface DayRecord {
  kind: 'day';
  on: string;
  at: string;
  statements: boolean;
}
