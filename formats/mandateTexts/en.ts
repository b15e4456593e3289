import type { MandateTexts } from './wording.ts';
import { both } from './wording.ts';

const authorisation =
  'By signing this mandate form, you authorise (A) {creditor} to send instructions to your bank to debit your account and (B) your bank to debit your account in accordance with the instructions from {creditor}.';

/** In English: the wording of the rulebooks (EPC016-06 and EPC222-07, the mandate). */
export const en: MandateTexts = {
  titles: {
    CORE: both('SEPA Direct Debit Mandate'),
    B2B: both('SEPA Business-to-Business Direct Debit Mandate'),
  },
  authorisation: {
    CORE: both([
      authorisation,
      'As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your agreement with your bank. A refund must be claimed within 8 weeks starting from the date on which your account was debited.',
    ]),
    B2B: both([
      authorisation,
      'This mandate is only intended for business-to-business transactions. You are not entitled to a refund from your bank after your account has been debited, but you are entitled to request your bank not to debit your account up until the day on which the payment is due. Please contact your bank for detailed procedures in such a case.',
    ]),
  },
  greeting: 'Dear customer,',
  covering: {
    recurring:
      'We would like to collect what you owe us from your bank account by direct debit. Please check the mandate below, complete what is missing, sign it and return it to us.',
    one_off:
      'We would like to collect one payment from your bank account by direct debit. Please check the mandate below, complete what is missing, sign it and return it to us.',
  },
  registration: 'Please also have your bank register this mandate: without it, your bank will refuse the direct debit.',
  dated: 'Date',
  debtor_number: 'Customer number',
  umr: 'Mandate reference',
  creditor_identifier: 'Creditor identifier',
  creditor_name: "Creditor's name",
  creditor_address: "Creditor's address",
  debtor_name: 'Your name',
  debtor_address: 'Your address',
  iban: 'Your account number – IBAN',
  bic: 'SWIFT BIC',
  please_check: 'please check',
  optional: 'optional',
  payment_type: 'Type of payment',
  payment_types: { recurring: 'Recurrent payment', one_off: 'One-off payment' },
  reason: 'Reason for payment',
  place: 'Location',
  date: 'Date',
  signature: 'Signature(s)',
  note: 'Note: Your rights regarding the above mandate are explained in a statement that you can obtain from your bank.',
  return_to: 'Please return to',
};
