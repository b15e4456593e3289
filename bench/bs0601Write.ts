import { submissionWrite } from './submissionWrite.ts';

/** The delivery 0601 of one submission: collections under agreements, each with one line of text. */
export const bs0601Write = submissionWrite({
  name: 'bs0601-write',
  isDanish: true,
  columns:
    'batch_no, line_no, end_to_end_id, amount_minor, umr, debtor_name, debtor_address, remittance, customer_number',
  goal: 1.5,
});
