import { checkDirectDebits } from './checkDirectDebits.ts';
import { checkTransfers } from './checkTransfers.ts';
import { checkUndoRequests } from './checkUndoRequests.ts';
import { type CheckContext, isIdentification, object, type Objection } from './checkValues.ts';
import { toCents } from './money.ts';
import type { ReceivedMessage } from './receivedMessages.ts';

const largestAmountCents = 99_999_999_999;

/** The first objection to a message, undefined when the bank takes it. The order is that of a bank's own stages. */
export function checkMessage(message: ReceivedMessage, context: CheckContext): Objection | undefined {
  if (!isIdentification(message.message_id)) return object('FF01', 'message id: 1 to 35 SEPA characters');
  if (context.seen.message(message.message_id)) return object('DU01', 'a message with this identification came before');
  return checkTotals(message) ?? checkKind(message, context);
}

function checkKind(message: ReceivedMessage, context: CheckContext): Objection | undefined {
  switch (message.kind) {
    case 'direct_debits':
      return checkDirectDebits(message, context) ?? checkUnique(message, context);
    case 'credit_transfers':
      return checkTransfers(message, context) ?? checkUnique(message, context);
    case 'reversals':
    case 'cancellations':
      return checkUndoRequests(message, context);
  }
}

/** Count and sum of the message, and of each batch that states them. */
function checkTotals(message: ReceivedMessage): Objection | undefined {
  let count = 0;
  let sum = 0;
  for (const [index, batch] of message.batches.entries()) {
    const batchSum = sumOf(batch.payments);
    if (typeof batchSum !== 'number') return batchSum;
    const wrong = 'stated_count' in batch && differs(`PmtInf ${index + 1}`, batch, batch.payments.length, batchSum);
    if (wrong) return wrong;
    count += batch.payments.length;
    sum += batchSum;
  }
  if (count === 0) return object('FF01', 'the message has no transaction');
  return differs('message', message, count, sum);
}

/** A sum in cents, or what is wrong with one of the amounts. */
function sumOf(payments: { amount: string; currency: string }[]): number | Objection {
  let sum = 0;
  for (const payment of payments) {
    const amount = toCents(payment.amount);
    if (payment.currency !== 'EUR') return object('AM03', 'InstdAmt: the currency is not EUR');
    if (amount === undefined || amount > largestAmountCents)
      return object('AM02', 'InstdAmt: not 0.01 to 999999999.99');
    if (amount === 0) return object('AM01', 'InstdAmt: zero');
    sum += amount;
  }
  return sum;
}

function differs(
  place: string,
  stated: { stated_count: string; stated_sum: string },
  count: number,
  sum: number,
): Objection | undefined {
  if (!/^\d{1,15}$/.test(stated.stated_count) || Number(stated.stated_count) !== count) {
    return object('AM18', `${place}/NbOfTxs: ${count} transactions were read`);
  }
  if (toCents(stated.stated_sum) !== sum) return object('AM10', `${place}/CtrlSum: not the sum of the amounts`);
  return undefined;
}

/** Batches and payments have identifications of their own, in the message and among all that came before. */
function checkUnique(
  { batches }: { batches: { payment_info_id: string; payments: { end_to_end_id: string }[] }[] },
  { seen }: CheckContext,
): Objection | undefined {
  const batchIds = new Set<string>();
  const endToEndIds = new Set<string>();
  for (const { payment_info_id, payments } of batches) {
    if (batchIds.has(payment_info_id) || seen.paymentInfo(payment_info_id)) {
      return object('DU02', 'PmtInfId: used before');
    }
    batchIds.add(payment_info_id);
    for (const { end_to_end_id } of payments) {
      if (endToEndIds.has(end_to_end_id) || seen.endToEnd(end_to_end_id)) {
        return object('DU04', 'EndToEndId: used before');
      }
      endToEndIds.add(end_to_end_id);
    }
  }
  return undefined;
}
