import type { ApplyReport } from '../db/applying.ts';
import type { Transaction } from '../db/connection.ts';
import { personLines, personMandates } from '../db/forPerson.ts';
import type { InboundFileRow } from '../db/inboundFiles.ts';
import { countEchoes, findReceiptText } from '../db/receipts.ts';
import { entityId } from '../domain/ids.ts';
import { reasonOf } from '../domain/reasonCodes.ts';
import type { Ports } from './boundary.ts';
import { raiseIn, type RaiseInput } from './desk.ts';

type Question = Pick<RaiseInput, 'cause' | 'facts'> & Partial<RaiseInput>;

/** Raises what a person must see of an applied file, in its transaction; returns the workflows of the instructions. */
export async function raiseForPerson(
  ports: Ports,
  trx: Transaction,
  row: InboundFileRow,
  report: ApplyReport,
  actor: string,
): Promise<string[]> {
  const subject = { subject_kind: 'inbound_file', subject_id: String(row.id), creditor_id: row.creditor_id, actor };
  const asked: string[] = [];
  const questions = [
    unmatched(row, report),
    judgement(row, report),
    differences(row, report),
    await remarks(trx, row, report),
    await receiptToJudge(trx, row),
  ];
  for (const question of questions) {
    if (question) asked.push(entityId.instruction(await raiseIn(ports, trx, { ...subject, ...question })));
  }
  return asked;
}

/** Records that belong to nothing here, and payments that nothing asks for: of agreements they are the work list. */
function unmatched(row: InboundFileRow, report: ApplyReport): Question | undefined {
  const waiting = report.matches.filter(({ effect }) => effect === null || effect === 'unapplied');
  const count = waiting.reduce((sum, match) => sum + match.count, 0);
  if (count === 0) return undefined;
  const reason = waiting.map((match) => `${match.count} ${match.reason}`).join(', ');
  const cause = row.kind === 'agreements' ? 'agreements_unmatched' : 'records_unmatched';
  return { cause, facts: { file: row.name, count, reason }, line_count: count };
}

/** Rejects, returns and refunds with a reason that only a person can judge. */
function judgement(row: InboundFileRow, { for_person }: ApplyReport): Question | undefined {
  if (for_person.count === 0) return undefined;
  const codes = for_person.codes.map((code) => `${code || 'no code'} (${reasonOf(code).meaning})`).join(', ');
  return {
    cause: 'status_needs_person',
    facts: { file: row.name, count: for_person.count, codes },
    lines: personLines,
    currency: row.summary?.totals[0]?.currency ?? 'EUR',
  };
}

/** A full register of agreements that says something else than we do. */
function differences(row: InboundFileRow, { mandates_for_person: count }: ApplyReport): Question | undefined {
  if (row.kind !== 'agreements' || count === 0) return undefined;
  return { cause: 'agreements_differ', facts: { file: row.name, count }, lines: personMandates };
}

/** Echoes of registrations that are refused or remarked on, and records of a receipt that nobody documents. */
async function remarks(trx: Transaction, row: InboundFileRow, report: ApplyReport): Promise<Question | undefined> {
  if (row.summary?.format !== 'bs.0621') return undefined;
  const { errors: refused = 0, remarks: withRemark = 0, unknown = 0 } = await countEchoes(trx, row.id);
  const notRead = row.summary.findings.filter((finding) => finding.severity === 'warning').length;
  const unread = Math.max(unknown, notRead);
  if (refused + withRemark + unread === 0) return undefined;
  return {
    cause: 'registration_remarks',
    facts: { file: row.name, refused, remarks: withRemark, unread },
    ...(report.mandates_for_person > 0 ? { lines: personMandates } : {}),
  };
}

const longestFact = 1000;

/** What a receipt means a person must read: also one of the transmission may refuse the file. */
async function receiptToJudge(trx: Transaction, row: InboundFileRow): Promise<Question | undefined> {
  if (row.kind !== 'receipt') return undefined;
  const receipt = await findReceiptText(trx, row.id);
  if (receipt === undefined) return undefined;
  const { message_id } = receipt;
  const facts = { file: row.name, reason: receipt.text.slice(0, longestFact).trim() };
  if (message_id === null) return { cause: 'receipt_unmatched', facts };
  return {
    cause: 'receipt_to_judge',
    facts: { ...facts, submission: message_id, system: row.system ?? '' },
    subject_workflow: entityId.submission(message_id),
  };
}
