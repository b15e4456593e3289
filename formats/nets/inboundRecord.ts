import type {
  AgreementRecord,
  CollectionOutcome,
  CollectionResult,
  DeliveryIdentity,
  RegistrationReceipt,
} from '../../domain/betalingsservice/inbound.ts';
import type { AgreementNotice, PaymentRecord, ReceiptNotice, StatusRecord } from '../../domain/inbound.ts';

const meanings: Record<CollectionOutcome, string> = {
  completed: 'completed',
  rejected: 'rejected by the debtor',
  cancelled: 'cancelled: the mandate has ended',
  charged_back: 'charged back by the debtor',
  unknown: 'with a code that is not known',
};

/**
 * A result of a delivery 0602 as the records that all formats give: what moved money is a payment, a rejection or
 * cancellation is the status of a transaction. The creditor's reference is the end-to-end id, the transaction code the
 * reason. The payment centre gives a movement no reference of its own: it is known by its delivery and place, and a slip by its number
 * in the archive. A result with an unknown code is a status, so that nothing is booked from it.
 */
export function inboundRecordOf(result: CollectionResult, delivery: DeliveryIdentity): PaymentRecord | StatusRecord {
  const { supplier, subsystem, delivery_id } = delivery;
  const deliveryName = `0602/${supplier}/${subsystem}/${delivery_id}`;
  const text = `${result.layout === 'slip' ? 'Payment slip' : 'Betalingsservice'} ${meanings[result.outcome]}, customer ${result.customer_number}`;
  const isChargedBack = result.outcome === 'charged_back';
  if (result.outcome !== 'completed' && !isChargedBack) {
    return {
      kind: 'status',
      message_no: result.message_no,
      entry_no: result.entry_no,
      tx_no: 1,
      line: result.line,
      level: 'transaction',
      status_message_id: deliveryName,
      original_message_id: '',
      original_message_name: 'bs.0601',
      payment_info_id: '',
      instruction_id: '',
      end_to_end_id: result.reference,
      account: result.pbs_number,
      customer_number: result.customer_number,
      status: result.outcome === 'unknown' ? result.code : 'RJCT',
      reason: result.code,
      reason_text: text,
      amount_minor: result.amount_minor,
      currency: 'DKK',
    };
  }
  return {
    kind: 'payment',
    message_no: result.message_no,
    entry_no: result.entry_no,
    tx_no: 1,
    line: result.line,
    family: 'bs.0602',
    statement_id: deliveryName,
    account: result.pbs_number,
    created_at: delivery.created_on,
    entry_status: 'BOOK',
    booked_on: result.booked_on,
    value_on: result.paid_on,
    currency: 'DKK',
    amount_minor: result.paid_minor,
    sign: result.direction === 'disburse' || isChargedBack ? 'DBIT' : 'CRDT',
    is_reversal: isChargedBack,
    entry_amount_minor: result.paid_minor,
    batch_count: 0,
    bank_code: `BS/${result.section}/${result.code}`,
    proprietary_code: result.code,
    entry_ref: '',
    entry_servicer_ref: `${deliveryName}/${result.message_no}/${result.entry_no}`,
    servicer_ref: result.archive_number,
    message_id: '',
    payment_info_id: '',
    instruction_id: '',
    end_to_end_id: result.reference,
    transaction_id: '',
    mandate_id: result.mandate_number,
    creditor_reference: '',
    remittance: text,
    counterparty_name: '',
    counterparty_iban: '',
    customer_number: result.customer_number,
    return_reason: isChargedBack ? result.code : '',
    return_text: isChargedBack ? text : '',
    charges_minor: 0,
  };
}

/** A record of a delivery 0603 as what all payment centres say of an agreement. */
export function agreementNoticeOf(record: AgreementRecord): AgreementNotice {
  return {
    kind: 'agreement',
    message_no: record.message_no,
    entry_no: record.entry_no,
    line: record.line,
    account: record.pbs_number,
    customer_number: record.customer_number,
    agreement_number: /^0*$/.test(record.mandate_number) ? '' : record.mandate_number,
    event: record.event,
    code: record.code,
    effective_on: record.effective_on,
    ends_on: record.ends_on,
    is_register: record.is_snapshot,
  };
}

/** The echo of a registration in a delivery 0621. */
export function receiptNoticeOf(receipt: RegistrationReceipt): ReceiptNotice {
  return {
    kind: 'receipt',
    message_no: receipt.message_no,
    entry_no: receipt.entry_no,
    line: receipt.line,
    about: 'registration',
    account: receipt.pbs_number,
    customer_number: receipt.customer_number,
    list: receipt.list,
    text_number: receipt.text_number,
    text: '',
  };
}
