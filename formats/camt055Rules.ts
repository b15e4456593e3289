import {
  type CancellationLine,
  type CancellationMessage,
  type CancellationReason,
  cancellationReasons,
} from '../domain/camt055.ts';
import { sepaIdentifierRule } from '../domain/charset.ts';
import { creditTransferVersion } from '../domain/pain001.ts';
import {
  bankRule,
  checkBatches,
  checkHeader,
  dateRule,
  lineRule,
  newUniqueIdentifierRule,
  oneOf,
  refuse,
  reportOn,
  rule,
} from './sepaRules.ts';

const originals: readonly CancellationMessage['original']['version'][] = [
  'pain.008.001.08',
  'pain.008.001.02',
  creditTransferVersion,
];
const directDebitReasons: readonly CancellationReason[] = cancellationReasons.filter((reason) => reason !== 'AC03');

/** Checks the header, what it says of the original, and the list of batches; throws INVALID_INPUT or BROKEN_PROMISE. */
export function checkMessage(message: CancellationMessage): void {
  const report = reportOn('message');
  checkHeader(report, message);
  report('bank_bic', bankRule(message.bank_bic, false));
  report('original.version', oneOf(message.original.version, originals));
  report('original.message_id', sepaIdentifierRule(message.original.message_id));
  const createdOn = message.created_at.slice(0, 10);
  const originalIdRule = newUniqueIdentifierRule();
  checkBatches(message, (reportBatch, { original }) => {
    reportBatch('original.payment_info_id', originalIdRule(original.payment_info_id));
    reportBatch('original.requested_on', dateRule(original.requested_on));
    if (original.requested_on < createdOn) {
      reportBatch('original.requested_on', 'must not be before the creation of the request: it is settled by then');
    }
  });
}

/** Checks all fields of a line; throws INVALID_INPUT. */
export function checkLine({ original }: CancellationMessage, line: CancellationLine): void {
  const reasons = original.version === creditTransferVersion ? cancellationReasons : directDebitReasons;
  const broken = lineRule(line) ?? rule('reason', oneOf(line.reason, reasons));
  if (broken !== undefined) refuse(line, broken);
}
