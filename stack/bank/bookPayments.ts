import { addDays } from '../simulation/dates.ts';
import type { Books } from './books.ts';
import { addBusinessDays } from './calendar.ts';
import { isIban } from './checkValues.ts';
import { toCents } from './money.ts';
import type { CreditTransfers, DirectDebits } from './receivedMessages.ts';
import type { BookRecord } from './records.ts';
import { fateOf } from './rules.ts';
import type { BankRule } from './settings.ts';

/** The batches and payments of an accepted message, each with its fate. */
export function bookPayments(message: DirectDebits | CreditTransfers, books: Books, rules: BankRule[]): BookRecord[] {
  const next = { file_no: books.fileCount + 1, batch_no: books.batchCount + 1, payment_no: books.paymentCount + 1 };
  return message.kind === 'direct_debits'
    ? directDebitRecords(message, rules, next)
    : transferRecords(message, rules, next, books.processedThrough);
}

/** The numbers of what comes next. */
interface Next {
  file_no: number;
  batch_no: number;
  payment_no: number;
}

function directDebitRecords(message: DirectDebits, rules: BankRule[], next: Next): BookRecord[] {
  const records: BookRecord[] = [];
  for (const batch of message.batches) {
    const { payment_info_id, collection_on: settle_on, creditor_iban, local_instrument } = batch;
    const { file_no, batch_no } = next;
    const batch_booking = batch.batch_booking !== 'false';
    records.push({ kind: 'batch', batch_no, file_no, payment_info_id, settle_on, creditor_iban, local_instrument, batch_booking }); // prettier-ignore
    for (const payment of batch.payments) {
      const amount_minor = toCents(payment.amount) ?? 0;
      const { instruction_id, end_to_end_id, umr, debtor_name, debtor_iban, remittance } = payment;
      const fate = isIban(debtor_iban) ? fateOf(rules, payment, amount_minor, settle_on) : { rejected: 'AC01' };
      const { payment_no } = next;
      records.push({ kind: 'payment', payment_no, batch_no, instruction_id, end_to_end_id, umr, amount_minor, debtor_name, debtor_iban, remittance, ...fate }); // prettier-ignore
      next.payment_no += 1;
    }
    next.batch_no += 1;
  }
  return records;
}

function transferRecords(
  message: CreditTransfers,
  rules: BankRule[],
  next: Next,
  processedThrough: string,
): BookRecord[] {
  const records: BookRecord[] = [];
  for (const batch of message.batches) {
    const { payment_info_id, debtor_iban, execution_on } = batch;
    const { file_no, batch_no } = next;
    const settle_on = addBusinessDays(execution_on > processedThrough ? execution_on : addDays(processedThrough, 1), 0);
    const batch_booking = batch.batch_booking !== 'false';
    records.push({ kind: 'transfer_batch', batch_no, file_no, payment_info_id, settle_on, debtor_iban, batch_booking });
    for (const payment of batch.payments) {
      const amount_minor = toCents(payment.amount) ?? 0;
      const { instruction_id, end_to_end_id, creditor_name, creditor_iban, remittance } = payment;
      const fate = isIban(creditor_iban) ? fateOf(rules, payment, amount_minor, settle_on) : { rejected: 'AC03' };
      const { payment_no } = next;
      records.push({ kind: 'transfer', payment_no, batch_no, instruction_id, end_to_end_id, amount_minor, creditor_name, creditor_iban, remittance, ...fate }); // prettier-ignore
      next.payment_no += 1;
    }
    next.batch_no += 1;
  }
  return records;
}
