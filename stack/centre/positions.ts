/**
 * Where the fields of Betalingsservice stand: first and last position, from 1 and inclusive, as the tables of nets.md 2.2
 * to 2.6 have them. Written from there and not from Incasso's layouts, so that one checks the other.
 */
export type Position = readonly [first: number, last: number];
export type Fields = Readonly<Record<string, Position>>;

/** Blanks at the end of a record may be missing. */
export const recordLength = 128;

export const deliveryStart = {
  supplier: [6, 13],
  subsystem: [14, 16],
  delivery_type: [17, 20],
  delivery_id: [21, 30],
  created_on: [50, 55],
} as const satisfies Fields;

/** A delivery 0605 may have two blanks before its id. */
export const deliveryStartWithBlanks = { ...deliveryStart, delivery_id: [23, 32] } as const satisfies Fields;

export const deliveryEnd = {
  supplier: [6, 13],
  subsystem: [14, 16],
  delivery_type: [17, 20],
  sections: [21, 31],
  count_042: [32, 42],
  net_amount: [43, 57],
  count_052_062: [58, 68],
  filling: [69, 83],
  count_022: [84, 94],
  filling_at_end: [95, 128],
} as const satisfies Fields;

export const sectionStart = { pbs_number: [6, 13], section: [14, 17] } as const satisfies Fields;

export const sectionEnd = {
  pbs_number: [6, 13],
  section: [14, 17],
  filling: [18, 22],
  debtor_group: [23, 27],
  count_042: [32, 42],
  net_amount: [43, 57],
  count_052_062: [58, 68],
  count_022: [84, 94],
} as const satisfies Fields;

/** 0605 counts elsewhere. */
export const mandateSectionEnd = { count_042: [27, 37] } as const satisfies Fields;

/** What the data records of 0601 (022, 042, 052, 062) have in common. */
const dataOf0601 = {
  pbs_number: [6, 13],
  code: [14, 17],
  record_no: [18, 22],
  debtor_group: [23, 27],
  customer_number: [28, 42],
  mandate_number: [43, 51],
} as const satisfies Fields;

export const address = {
  ...dataOf0601,
  line: [52, 86],
  postcode: [67, 70],
  country: [71, 73],
} as const satisfies Fields;

export const collection = {
  ...dataOf0601,
  payment_on: [52, 59],
  sign: [60, 60],
  amount: [61, 73],
  reference: [74, 103],
  filling: [104, 105],
  payer_identification: [106, 120],
} as const satisfies Fields;

export const text = dataOf0601;

/** What the data records of 0602, 0603, 0605 and 0621 have in common: the record number is two digits shorter. */
const dataOfOthers = {
  pbs_number: [6, 13],
  code: [14, 17],
  record_no: [18, 20],
  debtor_group: [21, 25],
  customer_number: [26, 40],
  mandate_number: [41, 49],
} as const satisfies Fields;

/** 0605, codes 0200 (register), 0272 (another customer number), 0257 and 0253 (cancel). */
export const mandateRequest = {
  ...dataOfOthers,
  effective_on: [50, 55],
  cpr_cvr: [62, 71],
  new_customer_number: [62, 76],
  bank_registration: [82, 85],
  account_number: [90, 99],
} as const satisfies Fields;

/** 0602, section 0211. */
export const automaticPayment = {
  ...dataOfOthers,
  due_on: [50, 55],
  sign: [56, 56],
  amount: [57, 69],
  reference: [70, 99],
  paid_on: [104, 109],
  booked_on: [110, 115],
  paid_amount: [116, 128],
} as const satisfies Fields;

/** 0602, section 0215. */
export const paymentSlip = {
  pbs_number: [6, 13],
  code: [14, 17],
  record_no: [18, 20],
  debtor_group: [21, 25],
  filling: [26, 29],
  customer_number: [30, 44],
  card_type: [45, 46],
  fee_sign: [47, 47],
  fee: [48, 52],
  due_on: [53, 58],
  sign: [59, 59],
  amount: [60, 72],
  reference: [73, 81],
  archive_number: [82, 103],
  paid_on: [104, 109],
  booked_on: [110, 115],
  paid_amount: [116, 128],
} as const satisfies Fields;

/** 0603. */
export const agreement = { ...dataOfOthers, effective_on: [50, 55], ends_on: [56, 61] } as const satisfies Fields;

/** 0621, record 022 with code 0200; what stands between is not documented. */
export const registrationEcho = {
  ...dataOfOthers,
  effective_on: [50, 55],
  text_number: [115, 120],
} as const satisfies Fields;
