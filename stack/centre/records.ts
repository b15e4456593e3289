import type { CommonRecord } from '../simulation/records.ts';
import type { Fate } from './rules.ts';

/** The records of the centre's journal. The books are nothing but these, applied in order. */
export type BookRecord =
  | CommonRecord
  | FileRecord
  | CollectionRecord
  | EchoesRecord
  | MandateRecord
  | RegisterRecord
  | EventRecord
  | DayRecord;

/** Whose a delivery is: CVR number of the data supplier, and its subsystem. */
export interface Owner {
  supplier: string;
  subsystem: string;
}

/** What tells one delivery from another. */
export interface DeliveryIdentity extends Owner {
  delivery_type: string;
  delivery_id: string;
}

/**
 * accepted: its collections or mandates follow. refused: it breaks a rule. unreadable: it is no whole delivery.
 * duplicate: the bytes came before, no answer. silent: a rule makes the centre lose it.
 */
export type FileVerdict = 'accepted' | 'refused' | 'unreadable' | 'duplicate' | 'silent';

export interface FileRecord extends DeliveryIdentity {
  kind: 'file';
  file_no: number;
  /** Its name in to-centre. */
  name: string;
  sha256: string;
  /** The business instant of receipt. */
  at: string;
  verdict: FileVerdict;
  /** Whether acceptance is answered; of the settings when the file came. */
  receipts: boolean;
  /** The collections that were read, by PBS number, whatever their sign. */
  creditors: { pbs_number: string; count: number; sum_minor: number }[];
  /** Why it was refused. */
  objection?: string;
}

/** The debtor of a creditor: numbers without zeros in front. */
export interface Debtor {
  pbs_number: string;
  debtor_group: string;
  customer_number: string;
}

/** A collection of an accepted delivery, with what will become of it. */
export interface CollectionRecord extends Owner, Debtor {
  kind: 'collection';
  collection_no: number;
  /** Without zeros in front; '' is a payment slip. */
  mandate_number: string;
  payment_on: string;
  /** 0 nothing, 1 collect, 2 disburse. */
  sign: 0 | 1 | 2;
  amount_minor: number;
  reference: string;
  /** Undefined: nothing comes of it. */
  fate: Fate | undefined;
}

export type MandateEvent =
  'registered' | 'cancelled_by_bank' | 'cancelled_by_creditor' | 'cancelled_by_scheme' | 'renumbered';

/** A mandate was made, ended, or belongs to another customer number from now on. */
export interface MandateRecord extends Owner, Debtor {
  kind: 'mandate';
  mandate_number: string;
  /** True for a registration by delivery: the centre gives the number. */
  number_given: boolean;
  event: MandateEvent;
  on: string;
}

/** The full register of a creditor: every mandate that is active on a date. */
export interface RegisterRecord extends Owner {
  kind: 'register';
  on: string;
  mandates: (Debtor & { mandate_number: string })[];
}

/** What is said to a registration. `control`: it is made. `remarks`: it was there before. `errors`: it is refused. */
export interface Echo extends Debtor {
  /** '' for none. */
  mandate_number: string;
  list: 'control' | 'remarks' | 'errors';
}

/** The registrations of an accepted delivery 0605. */
export interface EchoesRecord extends Owner {
  kind: 'echoes';
  on: string;
  echoes: Echo[];
}

/** An event of events.json was taken; what it does stands in the records after it. */
export interface EventRecord {
  kind: 'event';
  id: string;
}

/** Everything that was to be booked until this date is booked. */
export interface DayRecord {
  kind: 'day';
  on: string;
  net_rule: NetRule;
}

/** How a net amount is counted: collected less disbursed, or collected only (nets.md 4.2). */
export type NetRule = 'net' | 'collected';
