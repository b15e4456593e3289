import type { NetRule } from './outgoing.ts';

/** What the readers of Betalingsservice give. Amounts are øre; dates are 'YYYY-MM-DD', '' where the file has none. */

/** What is known of the deliveries that we get; what is left out is not compared. */
export interface ExpectedDelivery {
  supplier?: string;
  subsystem?: string;
  /** Numbers at Betalingsservice with the debtor groups of each. */
  creditors?: { pbs_number: string; debtor_groups: string[] }[];
  /** How the net amount is made; default `net`. */
  net_rule?: NetRule;
}

/** What tells one delivery from another: one that was seen before is not taken again. */
export interface DeliveryIdentity {
  /** `0601`, `0602`, ... as found. */
  delivery_type: string;
  supplier: string;
  subsystem: string;
  delivery_id: string;
  created_on: string;
}

/** Where a record stands in its file, and whose it is. */
export interface DeliveryPlace {
  /** 1-based section in the file, and data record in the section. */
  message_no: number;
  entry_no: number;
  line: number;
  section: string;
  /** Transaction code as found. */
  code: string;
  pbs_number: string;
  debtor_group: string;
  /** Without the leading zeros that Betalingsservice adds (nets.md 2.1). */
  customer_number: string;
}

/**
 * What became of a collection (0236 to 0239) or a payment slip (0297, 0299). A completed payment is provisional until
 * `betalingsserviceObjectionEnd`.
 */
export type CollectionOutcome = 'completed' | 'rejected' | 'cancelled' | 'charged_back' | 'unknown';

/** One record 042 of a delivery 0602. */
export interface CollectionResult extends DeliveryPlace {
  /** `automatic`: under a mandate; `slip`: a payment slip. */
  layout: 'automatic' | 'slip';
  outcome: CollectionOutcome;
  /** As found, 9 digits; '' for a slip. */
  mandate_number: string;
  due_on: string;
  /** Of the collection: what was asked. */
  direction: 'collect' | 'disburse' | '';
  amount_minor: number;
  /** The creditor's own; of a slip its first 9 characters. */
  reference: string;
  paid_on: string;
  booked_on: string;
  /** What was paid, which may be less than was asked; 0 where nothing was. */
  paid_minor: number;
  /** Slips: kind of card, fee with its sign as found, number in the archive. */
  card_type: string;
  fee_sign: string;
  fee_minor: number;
  archive_number: string;
}

export type AgreementEvent =
  | 'active'
  | 'registered'
  | 'cancelled_by_bank'
  | 'cancelled_by_creditor'
  | 'cancelled_by_scheme'
  | 'slip_agreement'
  | 'unknown';

/** One record 042 of a delivery 0603. */
export interface AgreementRecord extends DeliveryPlace {
  event: AgreementEvent;
  /** As found, 9 digits. */
  mandate_number: string;
  /** Date of registration or of cancellation. */
  effective_on: string;
  ends_on: string;
  /** True in the full register (section 0210), which lists every active mandate. */
  is_snapshot: boolean;
}

/** One record 042 of a delivery 0605. */
export interface MandateRequest extends DeliveryPlace {
  action: 'register' | 'renumber' | 'cancel' | 'unknown';
  mandate_number: string;
  effective_on: string;
  new_customer_number: string;
  cpr_cvr: string;
  bank_registration: string;
  account_number: string;
}

/** One record 042 of a delivery 0601, with the numbers of its other records. */
export interface CollectionRequest extends DeliveryPlace {
  /** As found, 9 digits; zeros are a slip. */
  mandate_number: string;
  payment_on: string;
  direction: 'collect' | 'disburse' | 'zero' | '';
  amount_minor: number;
  reference: string;
  payer_identification: string;
  /** Name and address as lines, before the collection; empty when none came. */
  debtor_lines: string[];
  postcode: string;
  country: string;
  cpr_cvr: string;
  fast_dispatch: boolean;
  always_paper: boolean;
}

/** One echo of a registration in a delivery 0621. */
export interface RegistrationReceipt extends DeliveryPlace {
  mandate_number: string;
  effective_on: string;
  /** As found, 6 digits; the register of texts is not public. */
  text_number: string;
  list: 'control' | 'remarks' | 'errors' | 'unknown';
}
