import { addDays, localTime } from '../simulation/dates.ts';
import type { BookedPayment } from './bookings.ts';
import type { Books } from './books.ts';
import { addBusinessDays, bankZone } from './calendar.ts';
import { object, type Objection } from './checkValues.ts';
import { toCents } from './money.ts';
import type { UndoBatch, UndoRequest, UndoRequests } from './receivedMessages.ts';
import type { RequestRecord } from './records.ts';

/** Business days after the collection in which the creditor may reverse it. */
const reversalDays = 5;

/** What the bank does about each line of a request: it cancels or reverses, or says why not. */
export function decideRequests(message: UndoRequests, books: Books, now: string): RequestRecord[] {
  const today = localTime(now, bankZone).date;
  const requests: RequestRecord[] = [];
  for (const batch of message.batches) {
    for (const line of batch.payments) {
      const payment = originalOf(message, batch, line, books);
      const refused =
        message.kind === 'reversals'
          ? whyNotReversed(line, payment, books, today)
          : whyNotCancelled(line, payment, books);
      requests.push({
        kind: 'request',
        request_no: books.requestCount + requests.length + 1,
        file_no: books.fileCount + 1,
        what: message.kind === 'reversals' ? 'reversal' : 'cancellation',
        payment_info_id: batch.payment_info_id || batch.original_payment_info_id,
        end_to_end_id: line.end_to_end_id,
        amount_minor: toCents(line.amount) ?? 0,
        reason: line.reason,
        iban: payment?.batch.account_iban ?? (line.creditor_iban || 'none'),
        payment_no: payment?.payment_no,
        refused,
        // the bookings of today are made: the money goes out with those of the next business day
        book_on: message.kind === 'reversals' && !refused ? addBusinessDays(addDays(today, 1), 0) : undefined,
      });
    }
  }
  return requests;
}

/** The payment in the books, by everything that the request says of where it was sent. */
function originalOf(
  message: UndoRequests,
  batch: UndoBatch,
  line: UndoRequest,
  books: Books,
): BookedPayment | undefined {
  const payment = books.payments.get(line.end_to_end_id);
  if (payment?.batch.payment_info_id !== batch.original_payment_info_id) return undefined;
  return books.fileOf(payment)?.message_id === message.original_message_id ? payment : undefined;
}

/** Codes of ISO 20022 ExternalPaymentCancellationRejection1Code. */
function whyNotCancelled(line: UndoRequest, payment: BookedPayment | undefined, books: Books): Objection | undefined {
  if (!payment) return object('NOOR', 'there is no such payment');
  if (toCents(line.amount) !== payment.amount_minor) return object('NARR', 'the amount is not that of the payment');
  if (payment.is_cancelled) return object('ARDT', 'the payment was cancelled before');
  if (payment.rejected) return object('ARDT', 'the payment was rejected');
  if (isBackBefore(payment, books)) return object('ARDT', 'the payment was returned');
  if (payment.batch.settle_on <= books.processedThrough) return object('PTNA', 'the payment is settled');
  return undefined;
}

/** Codes of ISO 20022 ExternalStatusReason1Code, which has none for what only a sentence can say. */
function whyNotReversed(
  line: UndoRequest,
  payment: BookedPayment | undefined,
  books: Books,
  today: string,
): Objection | undefined {
  if (!payment) return object('NARR', 'there is no such collection');
  const { batch, amount_minor } = payment;
  if (batch.is_transfer) return object('NARR', 'a credit transfer is not reversed');
  if (line.creditor_iban !== '' && line.creditor_iban !== batch.account_iban) {
    return object('AC03', 'CdtrAcct: not that of the collection');
  }
  if (toCents(line.amount) !== amount_minor) return object('AM09', 'OrgnlInstdAmt: not that of the collection');
  if (toCents(line.reversed_amount) !== amount_minor) return object('AM09', 'RvsdInstdAmt: only the whole is reversed');
  if (payment.rejected) return object('NARR', 'the collection was rejected');
  if (payment.is_cancelled) return object('NARR', 'the collection was cancelled');
  if (payment.is_reversed) return object('NARR', 'the collection was reversed before');
  if (isBackBefore(payment, books)) return object('NARR', 'the collection was returned');
  if (batch.settle_on > books.processedThrough) return object('NARR', 'the collection is not settled');
  const last = addBusinessDays(batch.settle_on, reversalDays);
  return today > last ? object('DT01', `the last day of a reversal was ${last}`) : undefined;
}

function isBackBefore({ back }: BookedPayment, { processedThrough }: Books): boolean {
  return back !== undefined && back.on <= processedThrough;
}
