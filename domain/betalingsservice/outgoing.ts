/**
 * What a delivery to Betalingsservice is made of: frozen rows only, so that the same rows always give the same bytes.
 * Amounts are øre. Texts have only characters of ISO-8859-1 (`toLatin1Text`). Source: nets.md 2.1 to 2.6.
 */

/** Basis Løsning: mandates only. Total Løsning: who has no mandate gets a payment slip. */
export type Solution = 'nets-basis' | 'nets-total';

/** What every delivery says of itself. */
export interface DeliveryHeader {
  /** CVR number of the data supplier, 8 digits. */
  supplier: string;
  /** `BS1` unless agreed otherwise; `KR9` is the test system. */
  subsystem: string;
  /** Own running number, at most 10 digits. */
  delivery_id: string;
  /** 'YYYY-MM-DD'; undefined writes zeros, which is as good. */
  created_on: string | undefined;
}

/** A delivery 0601: collections, and payments to debtors. */
export interface CollectionDelivery extends DeliveryHeader {
  solution: Solution;
  /** How the net amounts of the section and the delivery are made. */
  net_rule: NetRule;
  /** Transaction code of a collection in the slip sections 0117 and 0118. */
  slip_code: '0280' | '0285';
  /** Number of collections, and their net amount by `net_rule`. */
  count: number;
  sum_minor: number;
  sections: CollectionSection[];
}

/** `net`: collected less disbursed. `collected`: collected only (nets.md 2.9 and 4.2, point 4). */
export type NetRule = 'net' | 'collected';

/** 0112 automatic payments (in Total also slips), 0117 slips only, 0118 slips with own payer identification. */
export type CollectionSectionCode = '0112' | '0117' | '0118';

export interface CollectionSection {
  section_no: number;
  section: CollectionSectionCode;
  /** Number of the creditor at Betalingsservice, 8 digits. */
  pbs_number: string;
  /** Debtor group, 5 digits, mostly 00001. */
  debtor_group: string;
  /** Identification of the creditor at the data supplier, at most 15 characters; may be ''. */
  creditor_id: string;
  /** Main text line of the advice, at most 60 characters; may be ''. */
  main_text: string;
  count: number;
  sum_minor: number;
}

/** One record 042 with what belongs to it. Lines come ordered by section_no, then line_no. */
export interface CollectionLine {
  section_no: number;
  line_no: number;
  customer_number: string;
  /** 1 to 9 digits; undefined: a payment slip. */
  mandate_number: string | undefined;
  /** 'YYYY-MM-DD'. */
  payment_on: string;
  direction: 'collect' | 'disburse';
  amount_minor: number;
  /** Comes back with the payment: at most 30 characters, of a slip at most 9. */
  reference: string;
  /** 14 digits and a check digit; needed in section 0118. */
  payer_identification: string | undefined;
  /** Only in Total; needed for a slip. */
  debtor: DebtorAddress | undefined;
  /** Lines of the advice, at most 60 characters each. */
  texts: string[];
  /** Lines of a separate text on the slip, at most 60 characters each. */
  slip_texts: string[];
}

export interface DebtorAddress {
  /** Name first, then the address: 2 to 5 lines, abroad 3 to 5, at most 35 characters each. */
  lines: string[];
  /** 4 digits in Denmark, '0000' abroad. */
  postcode: string;
  /** ISO country code; DK is Denmark. */
  country: string;
  /** CPR or CVR number, lets the slip go to the digital mailbox. */
  cpr_cvr: string | undefined;
  fast_dispatch: boolean;
  always_paper: boolean;
}

/** A delivery 0605: mandates that are made, renumbered or ended by the creditor. */
export interface MandateDelivery extends DeliveryHeader {
  /** Two blanks before the delivery id; implementations differ (nets.md 2.6 and 4.2, point 2). */
  blanks_before_id: boolean;
  /** Section and transaction code of an ended mandate; implementations differ. */
  cancellation: '0126/0257' | '0105/0253';
  count: number;
  sections: MandateSection[];
}

export type MandateAction = 'register' | 'renumber' | 'cancel';

export interface MandateSection {
  section_no: number;
  action: MandateAction;
  pbs_number: string;
  debtor_group: string;
  creditor_id: string;
  count: number;
}

/** One record 042 of a delivery 0605. Lines come ordered by section_no, then line_no. */
export interface MandateLine {
  section_no: number;
  line_no: number;
  customer_number: string;
  /** 1 to 9 digits; not for a mandate that is registered, which has none yet. */
  mandate_number: string | undefined;
  /** Register: CPR or CVR number of the debtor, and the account, in Danish numbers of registration and account. */
  cpr_cvr: string | undefined;
  bank_registration: string | undefined;
  account_number: string | undefined;
  /** Renumber: the new number, and from when ('YYYY-MM-DD'). */
  new_customer_number: string | undefined;
  effective_on: string | undefined;
}
