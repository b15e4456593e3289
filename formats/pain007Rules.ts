import { sepaIdentifierRule } from '../domain/charset.ts';
import {
  lastReversalDay,
  type ReversalBatch,
  type ReversalLine,
  type ReversalMessage,
  reversalReasons,
} from '../domain/pain007.ts';
import { checkBatchTerms, checkLine as checkDirectDebit, checkMessageTerms } from './pain008Rules.ts';
import {
  checkBatches,
  checkHeader,
  newUniqueIdentifierRule,
  oneOf,
  refuse,
  type Report,
  reportOn,
  rule,
} from './sepaRules.ts';

/** Checks the header, what it says of the original, and the list of batches; throws INVALID_INPUT or BROKEN_PROMISE. */
export function checkMessage(message: ReversalMessage): void {
  const report = reportOn('message');
  checkHeader(report, message);
  checkMessageTerms(ofOriginal(report), message.original);
  report('original.message_id', sepaIdentifierRule(message.original.message_id));
  const createdOn = message.created_at.slice(0, 10);
  const paymentInfoIdRule = newUniqueIdentifierRule();
  const originalIdRule = newUniqueIdentifierRule();
  checkBatches(message, (reportBatch, { payment_info_id, original }) => {
    reportBatch('payment_info_id', paymentInfoIdRule(payment_info_id));
    reportBatch('original.payment_info_id', originalIdRule(original.payment_info_id));
    checkBatchTerms(ofOriginal(reportBatch), original);
    reportBatch('original.collection_on', reversalDateRule(original.collection_on, createdOn));
  });
}

/** Checks all fields of a line as those of a collection, and the reason; throws INVALID_INPUT. */
export function checkLine(message: ReversalMessage, batch: ReversalBatch, line: ReversalLine, createdOn: string): void {
  checkDirectDebit(message.original, batch.original, line, createdOn);
  const broken = rule('reason', oneOf(line.reason, reversalReasons));
  if (broken !== undefined) refuse(line, broken);
}

function reversalDateRule(collectionOn: string, createdOn: string): string | undefined {
  if (collectionOn > createdOn) return 'must not be after the creation of the reversal: until then it can be cancelled';
  return createdOn > lastReversalDay(collectionOn)
    ? 'must not be more than five business days before the creation of the reversal'
    : undefined;
}

function ofOriginal(report: Report): Report {
  return (field, brokenRule) => report(`original.${field}`, brokenRule);
}
