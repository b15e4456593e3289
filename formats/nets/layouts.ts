import { recordLayout } from './layout.ts';

/**
 * The records of Betalingsservice, written once for writers and readers. Source: nets.md 2.2 to 2.6; positions that it
 * does not name are filling.
 */

/** BS002, the same in every delivery. */
export const deliveryStart = recordLayout('002', [
  ['supplier', 6, 13, 'N'],
  ['subsystem', 14, 16, 'X'],
  ['delivery_type', 17, 20, 'N'],
  ['delivery_id', 21, 30, 'N'],
  ['', 31, 49, 'blank'],
  ['created_on', 50, 55, 'date6'],
  ['', 56, 128, 'blank'],
]);

/** BS002 of a delivery 0605 with two blanks before the delivery id. */
export const deliveryStartWithBlanks = recordLayout('002', [
  ['supplier', 6, 13, 'N'],
  ['subsystem', 14, 16, 'X'],
  ['delivery_type', 17, 20, 'N'],
  ['', 21, 22, 'blank'],
  ['delivery_id', 23, 32, 'N'],
  ['', 33, 49, 'blank'],
  ['created_on', 50, 55, 'date6'],
  ['', 56, 128, 'blank'],
]);

/** What the records of a section have in common: whose they are, and their section or transaction code. */
export const sectionRecord = recordLayout('012', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 128, 'blank'],
]);

/** 0601, BS012. The dates and account that stood at 55-68 are no longer used. */
export const collectionSectionStart = recordLayout('012', [
  ['pbs_number', 6, 13, 'N'],
  ['section', 14, 17, 'N'],
  ['', 18, 22, 'blank'],
  ['debtor_group', 23, 27, 'N'],
  ['creditor_id', 28, 42, 'X'],
  ['', 43, 46, 'blank'],
  ['created_on', 47, 54, 'date8'],
  ['', 55, 68, 'blank'],
  ['main_text', 69, 128, 'X'],
]);

/** BS092 of 0601, 0602 and 0603; only 0601 is known to have the debtor group at 23-27. */
export const sectionEnd = recordLayout('092', [
  ['pbs_number', 6, 13, 'N'],
  ['section', 14, 17, 'N'],
  ['', 18, 22, 'zero'],
  ['debtor_group', 23, 27, 'N'],
  ['', 28, 31, 'blank'],
  ['count_042', 32, 42, 'N'],
  ['net_amount', 43, 57, 'N'],
  ['count_052_062', 58, 68, 'N'],
  ['', 69, 83, 'blank'],
  ['count_022', 84, 94, 'N'],
  ['', 95, 128, 'blank'],
]);

/** BS992 of 0601, 0602 and 0603. */
export const deliveryEnd = recordLayout('992', [
  ['supplier', 6, 13, 'N'],
  ['subsystem', 14, 16, 'X'],
  ['delivery_type', 17, 20, 'N'],
  ['count_sections', 21, 31, 'N'],
  ['count_042', 32, 42, 'N'],
  ['net_amount', 43, 57, 'N'],
  ['count_052_062', 58, 68, 'N'],
  ['', 69, 83, 'zero'],
  ['count_022', 84, 94, 'N'],
  ['', 95, 128, 'zero'],
]);

/** 0601, BS022 with record number 00001 to 00005: a line of name and address. */
export const addressLine = recordLayout('022', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['record_no', 18, 22, 'N'],
  ['debtor_group', 23, 27, 'N'],
  ['customer_number', 28, 42, 'X'],
  ['mandate_number', 43, 51, 'N'],
  ['text', 52, 86, 'X'],
  ['', 87, 128, 'blank'],
]);

/** 0601, BS022 with record number 00009: postcode and country. */
export const addressPostcode = recordLayout('022', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['record_no', 18, 22, 'N'],
  ['debtor_group', 23, 27, 'N'],
  ['customer_number', 28, 42, 'X'],
  ['mandate_number', 43, 51, 'N'],
  ['', 52, 66, 'blank'],
  ['postcode', 67, 70, 'X'],
  ['country', 71, 73, 'X'],
  ['', 74, 128, 'blank'],
]);

/** 0601, BS022 with record number 00010: how a slip is sent. */
export const addressOptions = recordLayout('022', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['record_no', 18, 22, 'N'],
  ['debtor_group', 23, 27, 'N'],
  ['customer_number', 28, 42, 'X'],
  ['', 43, 82, 'blank'],
  ['cpr_cvr', 83, 92, 'N'],
  ['fast_dispatch', 93, 93, 'N'],
  ['always_paper', 94, 94, 'N'],
  ['', 95, 128, 'blank'],
]);

/** 0601, BS042: a collection. */
export const collection = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 22, 'zero'],
  ['debtor_group', 23, 27, 'N'],
  ['customer_number', 28, 42, 'X'],
  ['mandate_number', 43, 51, 'N'],
  ['payment_on', 52, 59, 'date8'],
  ['sign', 60, 60, 'N'],
  ['amount', 61, 73, 'N'],
  ['reference', 74, 103, 'X'],
  ['', 104, 105, 'zero'],
  ['payer_identification', 106, 120, 'N'],
  ['', 121, 128, 'blank'],
]);

/** 0601, BS052: a line of text on the advice. BS062 has the same fields. */
export const adviceText = recordLayout('052', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['record_no', 18, 22, 'N'],
  ['debtor_group', 23, 27, 'N'],
  ['customer_number', 28, 42, 'X'],
  ['mandate_number', 43, 51, 'N'],
  ['', 52, 52, 'blank'],
  ['text', 53, 112, 'X'],
  ['', 113, 128, 'blank'],
]);

/** 0601, BS062: a line of the separate text on a slip. */
export const slipText = { ...adviceText, type: '062' };

/** 0602, BS042 of section 0211: what became of an automatic payment. */
export const automaticResult = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['customer_number', 26, 40, 'X'],
  ['mandate_number', 41, 49, 'N'],
  ['due_on', 50, 55, 'date6'],
  ['sign', 56, 56, 'N'],
  ['amount', 57, 69, 'N'],
  ['reference', 70, 99, 'X'],
  ['', 100, 103, 'blank'],
  ['paid_on', 104, 109, 'date6'],
  ['booked_on', 110, 115, 'date6'],
  ['paid_amount', 116, 128, 'N'],
]);

/** 0602, BS042 of section 0215: what became of a payment slip. */
export const slipResult = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['', 26, 29, 'zero'],
  ['customer_number', 30, 44, 'X'],
  ['card_type', 45, 46, 'X'],
  ['fee_sign', 47, 47, 'X'],
  ['fee', 48, 52, 'N'],
  ['due_on', 53, 58, 'date6'],
  ['sign', 59, 59, 'N'],
  ['amount', 60, 72, 'N'],
  ['reference', 73, 81, 'X'],
  ['archive_number', 82, 103, 'X'],
  ['paid_on', 104, 109, 'date6'],
  ['booked_on', 110, 115, 'date6'],
  ['paid_amount', 116, 128, 'N'],
]);

/** 0603, BS042: a mandate. */
export const agreement = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['customer_number', 26, 40, 'X'],
  ['mandate_number', 41, 49, 'N'],
  ['effective_on', 50, 55, 'date6'],
  ['ends_on', 56, 61, 'date6'],
  ['', 62, 128, 'blank'],
]);

/** 0605, BS012. */
export const mandateSectionStart = recordLayout('012', [
  ['pbs_number', 6, 13, 'N'],
  ['section', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['creditor_id', 21, 35, 'X'],
  ['', 36, 44, 'blank'],
  ['', 45, 50, 'zero'],
  ['', 51, 128, 'blank'],
]);

/** 0605, BS092. */
export const mandateSectionEnd = recordLayout('092', [
  ['pbs_number', 6, 13, 'N'],
  ['section', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['', 26, 26, 'blank'],
  ['count_042', 27, 37, 'N'],
  ['', 38, 128, 'blank'],
]);

/** 0605, BS992. */
export const mandateDeliveryEnd = recordLayout('992', [
  ['supplier', 6, 13, 'N'],
  ['subsystem', 14, 16, 'X'],
  ['delivery_type', 17, 20, 'N'],
  ['count_sections', 21, 31, 'N'],
  ['count_042', 32, 42, 'N'],
  ['', 43, 128, 'zero'],
]);

/** 0605, BS042: a mandate is registered (section 0120, code 0200). */
export const mandateRegistration = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['customer_number', 26, 40, 'X'],
  ['mandate_number', 41, 49, 'N'],
  ['', 50, 61, 'zero'],
  ['cpr_cvr', 62, 71, 'N'],
  ['', 72, 81, 'blank'],
  ['bank_registration', 82, 85, 'N'],
  ['', 86, 89, 'blank'],
  ['account_number', 90, 99, 'N'],
  ['', 100, 109, 'blank'],
  ['', 110, 114, 'zero'],
  ['', 115, 128, 'blank'],
]);

/** 0605, BS042: a customer gets another number (section 0125, code 0272). */
export const mandateRenumbering = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['customer_number', 26, 40, 'X'],
  ['mandate_number', 41, 49, 'N'],
  ['effective_on', 50, 55, 'date6'],
  ['', 56, 61, 'zero'],
  ['new_customer_number', 62, 76, 'X'],
  ['', 77, 128, 'blank'],
]);

/** 0605, BS042: a mandate ends (section 0126, code 0257, or 0105, 0253). */
export const mandateCancellation = recordLayout('042', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['customer_number', 26, 40, 'X'],
  ['mandate_number', 41, 49, 'N'],
  ['', 50, 128, 'zero'],
]);

/** 0621, BS022 with code 0200: the echo of a registration. The positions between are not known. */
export const registrationEcho = recordLayout('022', [
  ['pbs_number', 6, 13, 'N'],
  ['code', 14, 17, 'N'],
  ['', 18, 20, 'zero'],
  ['debtor_group', 21, 25, 'N'],
  ['customer_number', 26, 40, 'X'],
  ['mandate_number', 41, 49, 'N'],
  ['effective_on', 50, 55, 'date6'],
  ['', 56, 114, 'blank'],
  ['text_number', 115, 120, 'N'],
  ['', 121, 128, 'blank'],
]);
