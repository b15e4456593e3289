import { type CheckContext, checkOwnAccount, isIdentification, object, type Objection } from './checkValues.ts';
import type { UndoBatch, UndoRequests } from './receivedMessages.ts';

/**
 * The first objection to a pain.007 or camt.055 as a whole. There is no schema of camt.055 here, so what it must have is asked for one by
 * one. What becomes of each line is decided afterwards (decideRequests.ts).
 */
export function checkUndoRequests(message: UndoRequests, context: CheckContext): Objection | undefined {
  if (message.created_at === '') return object('FF01', 'CreDtTm is missing');
  if (message.originals !== 1) return object('FF01', 'a request is about one message');
  if (!isIdentification(message.original_message_id)) return object('FF01', 'OrgnlMsgId: 1 to 35 SEPA characters');
  if (message.original_message_name === '') return object('FF01', 'OrgnlMsgNmId is missing');
  const batchIds = new Set<string>();
  for (const batch of message.batches) {
    const wrong = checkBatch(message, batch, context);
    if (wrong) return wrong;
    if (batchIds.has(batch.original_payment_info_id)) return object('DU02', 'OrgnlPmtInfId: twice in the message');
    batchIds.add(batch.original_payment_info_id);
  }
  return undefined;
}

function checkBatch({ kind }: UndoRequests, batch: UndoBatch, context: CheckContext): Objection | undefined {
  if (!isIdentification(batch.original_payment_info_id))
    return object('FF01', 'OrgnlPmtInfId: 1 to 35 SEPA characters');
  if (kind === 'reversals' && !isIdentification(batch.payment_info_id)) {
    return object('FF01', 'RvslPmtInfId: 1 to 35 SEPA characters');
  }
  if (batch.payments.length === 0) return object('FF01', 'a batch has no transaction');
  const lines = new Set<string>();
  for (const line of batch.payments) {
    if (!isIdentification(line.end_to_end_id)) return object('FF01', 'OrgnlEndToEndId: 1 to 35 SEPA characters');
    if (lines.has(line.end_to_end_id)) return object('DU04', 'OrgnlEndToEndId: twice in the message');
    lines.add(line.end_to_end_id);
    if (!/^[A-Z0-9]{4}$/.test(line.reason)) return object('FF01', 'Rsn/Cd: no reason code');
    const account = line.creditor_iban && checkOwnAccount('AC03', 'CdtrAcct', line.creditor_iban, context);
    if (account) return account;
  }
  return undefined;
}
