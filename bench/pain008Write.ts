import { submissionWrite } from './submissionWrite.ts';

/** G9: the pain.008 of one submission. */
export const pain008Write = submissionWrite({
  name: 'pain008-write',
  isDanish: false,
  columns:
    'batch_no, line_no, end_to_end_id, amount_minor, umr, signed_on, amendment, debtor_name, debtor_iban, debtor_bic, ' +
    'debtor_address, remittance',
  goal: 4,
  peers: [
    { name: 'sepa', goal: 10 },
    { name: 'sepa-xml', goal: 3 },
  ],
});
