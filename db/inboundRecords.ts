import type { AgreementNotice, InboundRecord, PaymentRecord, ReceiptNotice, StatusRecord } from '../domain/inbound.ts';

/** Columns of inbound_records in the order in which `recordRow` gives their values. */
export const recordColumns = [
  'file_id', 'record_no', 'kind', 'message_no', 'entry_no', 'tx_no', 'line', 'account', 'family', 'level', 'status',
  'booked_on', 'value_on', 'currency', 'amount_minor', 'sign', 'is_reversal', 'bank_code', 'entry_ref', 'servicer_ref',
  'message_id', 'payment_info_id', 'instruction_id', 'end_to_end_id', 'transaction_id', 'mandate_id',
  'creditor_reference', 'remittance', 'counterparty_name', 'counterparty_iban', 'reason', 'reason_text',
  'charges_minor', 'bank_keys', 'customer_number',
] as const; // prettier-ignore

type RowValue = string | number | boolean | readonly string[];

/** One record as a row of inbound_records. */
export function recordRow(fileId: number, recordNo: number, record: InboundRecord): RowValue[] {
  const place = [fileId, recordNo, record.kind, record.message_no, record.entry_no];
  switch (record.kind) {
    case 'payment':
      return [...place, ...paymentValues(record)];
    case 'status':
      return [...place, ...statusValues(record)];
    case 'agreement':
      return [...place, ...agreementValues(record)];
    case 'receipt':
      return [...place, ...receiptValues(record)];
  }
}

function paymentValues(record: PaymentRecord): RowValue[] {
  return [
    record.tx_no, record.line, record.account, record.family, '', record.entry_status, record.booked_on, record.value_on, record.currency,
    record.amount_minor, record.sign, record.is_reversal, record.bank_code, record.entry_ref, record.servicer_ref,
    record.message_id, record.payment_info_id, record.instruction_id, record.end_to_end_id, record.transaction_id,
    record.mandate_id, record.creditor_reference, record.remittance, record.counterparty_name, record.counterparty_iban,
    record.return_reason, record.return_text, record.charges_minor, bankKeys(record),
    record.customer_number ?? '',
  ]; // prettier-ignore
}

function statusValues(record: StatusRecord): RowValue[] {
  return [
    record.tx_no, record.line, record.account ?? '', record.family ?? '', record.level, record.status, '', '', record.currency, record.amount_minor, '', false,
    '', '', '', record.original_message_id, record.payment_info_id, record.instruction_id, record.end_to_end_id, '', '', '', '', '',
    '', record.reason, record.reason_text, 0, [], record.customer_number ?? '',
  ]; // prettier-ignore
}

/** Level `register` or `change`; the status is the event, booked_on its date, value_on the end, the mandate its number. */
function agreementValues(record: AgreementNotice): RowValue[] {
  return [
    0, record.line, record.account, '', record.is_register ? 'register' : 'change', record.event, record.effective_on, record.ends_on, '', 0,
    '', false, '', '', '', '', '', '', '', '', record.agreement_number, '', '', '', '', record.code, '', 0, [], record.customer_number,
  ]; // prettier-ignore
}

/** Level: what the receipt is about. The status is the list of an echo, the reason the number of its text. */
function receiptValues(record: ReceiptNotice): RowValue[] {
  return [
    0, record.line, record.account, '', record.about, record.list, '', '', '', 0, '', false, '', '', '', '', '', '', '', '', '', '',
    record.text, '', '', record.text_number, '', 0, [], record.customer_number,
  ]; // prettier-ignore
}

/** What banks write where they give no reference. */
export const noReference = new Set(['', 'NOTPROVIDED', 'NONREF', 'NOREF', '0']);

/**
 * The keys by which the same movement is known in another file: every reference that the bank gave it, each with what
 * tells the transactions of a batch apart, as some banks repeat the batch's reference on each of them.
 */
export function bankKeys(record: PaymentRecord): string[] {
  const entryKey = record.tx_no === 0 ? record.entry_servicer_ref : `${record.entry_servicer_ref}#${record.tx_no}`;
  const references = [record.servicer_ref, record.transaction_id];
  const given = references.filter((reference) => !noReference.has(reference));
  if (given.length === 0 && !noReference.has(record.entry_servicer_ref)) given.push(entryKey);
  const movement = `${record.sign}|${record.amount_minor}|${record.end_to_end_id}`;
  return given.map((reference) => `${reference}|${movement}`);
}
