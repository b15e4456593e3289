import type { CommonRecord } from '../simulation/records.ts';
import type { Fate } from './rules.ts';

/** The records of the bank's journal. The books are nothing but these, applied in order. */
export type BookRecord =
  | CommonRecord
  | FileRecord
  | BatchRecord
  | PaymentRecord
  | TransferBatchRecord
  | TransferRecord
  | RequestRecord
  | DayRecord;

/**
 * accepted: its batches and payments follow, or its requests. rejected: refused as a whole. duplicate: the bytes came before, no
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
  /** What was read, by account; nothing of a request, which moves no money itself. */
  accounts: { iban: string; count: number; sum_minor: number }[];
  objection?: { code: string; sentence: string };
  /** The message that a request is about. */
  original?: { message_id: string; message_name: string };
}

/** A batch of direct debits. */
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

/** A direct debit, of the last batch. */
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

/** A batch of credit transfers. Batches are numbered together, whatever they are of. */
export interface TransferBatchRecord {
  kind: 'transfer_batch';
  batch_no: number;
  file_no: number;
  payment_info_id: string;
  /** The day of execution, moved on where that one is closed or booked already. */
  settle_on: string;
  debtor_iban: string;
  batch_booking: boolean;
}

/** A credit transfer. Payments are numbered together, whatever they are. */
export interface TransferRecord extends Fate {
  kind: 'transfer';
  payment_no: number;
  batch_no: number;
  instruction_id: string;
  end_to_end_id: string;
  amount_minor: number;
  creditor_name: string;
  creditor_iban: string;
  remittance: string;
}

/** One line of a request to undo, and what the bank decided. */
export interface RequestRecord {
  kind: 'request';
  request_no: number;
  file_no: number;
  what: 'cancellation' | 'reversal';
  /** Of the batch in which the answer lists it: of the reversal, or of what is to be cancelled. */
  payment_info_id: string;
  end_to_end_id: string;
  amount_minor: number;
  /** As it was asked. */
  reason: string;
  /** The account that it is counted for; 'none' when nothing says it. */
  iban: string;
  /** Undefined where there is no such payment. */
  payment_no?: number;
  /** Why it is refused: a code of the answer's code set, and a sentence. */
  refused?: { code: string; sentence: string };
  /** The day on which a reversal is booked. */
  book_on?: string;
}

/** Everything that was to be booked until this date is booked. */
export interface DayRecord {
  kind: 'day';
  on: string;
  at: string;
  statements: boolean;
}
