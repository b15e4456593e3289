import type { IncomingFile, Receipt } from '../simulation/counterpart.ts';
import { bookPayments } from './bookPayments.ts';
import type { Books } from './books.ts';
import { checkMessage } from './checks.ts';
import type { Objection } from './checkValues.ts';
import { decideRequests } from './decideRequests.ts';
import { toCents } from './money.ts';
import { readMessage, UnreadableFile } from './readMessage.ts';
import type { ReceivedMessage } from './receivedMessages.ts';
import type { BookRecord, FileRecord, FileVerdict } from './records.ts';
import { ruleOfMessage } from './rules.ts';
import { validateMessage } from './schemas.ts';
import type { BankConfiguration } from './settings.ts';

/** Judges one file and decides what becomes of its payments. Changes nothing: the records are applied by the caller. */
export function receiveFile(
  file: IncomingFile,
  books: Books,
  configuration: BankConfiguration,
  schemas: string,
  now: string,
): Receipt<BookRecord> {
  const notes: string[] = [];
  const { message, objection } = judge(file, books, configuration, schemas, now, notes);
  const record: FileRecord = {
    ...fileRecord(file, books, configuration, now, message),
    ...decide(file, books, configuration, message, objection),
  };
  notes.push(sentenceOn(record));
  if (record.verdict !== 'accepted') return { records: [record], notes };
  return { records: [record, ...followingRecords(message, books, configuration, now)], notes };
}

/** What an accepted message brings into the books. */
function followingRecords(
  message: ReceivedMessage,
  books: Books,
  { rules }: BankConfiguration,
  now: string,
): BookRecord[] {
  switch (message.kind) {
    case 'direct_debits':
    case 'credit_transfers':
      return bookPayments(message, books, rules);
    case 'reversals':
    case 'cancellations':
      return decideRequests(message, books, now);
  }
}

/** The same bytes come first: they are no second message. The rules of the simulation touch only good files. */
function decide(
  file: IncomingFile,
  books: Books,
  { rules }: BankConfiguration,
  message: ReceivedMessage,
  objection: Objection | undefined,
): { verdict: FileVerdict; objection?: Objection } {
  if (books.hashes.has(file.sha256)) return { verdict: 'duplicate' };
  if (objection) return { verdict: 'rejected', objection };
  const rule = ruleOfMessage(rules, message.message_id);
  if (rule?.outcome === 'silent') return { verdict: 'silent' };
  if (rule?.outcome !== 'reject') return { verdict: 'accepted' };
  const ruled = { code: rule.reason ?? 'MS03', sentence: 'rejected by a rule of the simulation' };
  return { verdict: 'rejected', objection: ruled };
}

function judge(
  file: IncomingFile,
  books: Books,
  { settings, accounts }: BankConfiguration,
  schemas: string,
  now: string,
  notes: string[],
): { message: ReceivedMessage; objection: Objection | undefined } {
  const unread: ReceivedMessage = {
    kind: 'direct_debits',
    message_name: 'NOTPROVIDED',
    message_id: 'NOTPROVIDED',
    created_at: '',
    stated_count: '',
    stated_sum: '',
    batches: [],
  };
  try {
    const message = readMessage(file.bytes);
    const schema = validateMessage(file.bytes, message.message_name, schemas);
    notes.push(...schema.notes.map((note) => `${file.name}: ${note}`));
    if (schema.objection) return { message, objection: { code: 'FF01', sentence: schema.objection } };
    const seen = {
      message: (id: string): boolean => books.messageIds.has(id),
      paymentInfo: (id: string): boolean => books.paymentInfoIds.has(id),
      endToEnd: (id: string): boolean => books.payments.has(id),
    };
    return { message, objection: checkMessage(message, { now, settings, accounts, seen }) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { message: unread, objection: { code: 'FF01', sentence: error.message } };
  }
}

function fileRecord(
  file: IncomingFile,
  books: Books,
  { settings }: BankConfiguration,
  now: string,
  message: ReceivedMessage,
): FileRecord {
  return {
    kind: 'file',
    file_no: books.fileCount + 1,
    name: file.name,
    sha256: file.sha256,
    at: now,
    verdict: 'accepted',
    acknowledge: settings.acknowledge,
    message_id: message.message_id.slice(0, 35) || 'NOTPROVIDED',
    message_name: message.message_name,
    stated_count: message.stated_count,
    stated_sum: message.stated_sum,
    accounts: sumsByAccount(message),
    original: originalOf(message),
  };
}

function originalOf(message: ReceivedMessage): FileRecord['original'] {
  if (!('original_message_id' in message)) return undefined;
  return { message_id: message.original_message_id, message_name: message.original_message_name };
}

/** Amounts that cannot be read count as nothing: the file is refused for them anyway. Requests move nothing themselves. */
function sumsByAccount(message: ReceivedMessage): FileRecord['accounts'] {
  const sums = new Map<string, { iban: string; count: number; sum_minor: number }>();
  if ('original_message_id' in message) return [];
  for (const batch of message.batches) {
    const iban = ('creditor_iban' in batch ? batch.creditor_iban : batch.debtor_iban) || 'none';
    const sum = sums.get(iban) ?? { iban, count: 0, sum_minor: 0 };
    sums.set(iban, sum);
    sum.count += batch.payments.length;
    for (const payment of batch.payments) sum.sum_minor += toCents(payment.amount) ?? 0;
  }
  return [...sums.values()];
}

function sentenceOn(record: FileRecord): string {
  const why = record.objection ? `: ${record.objection.code} ${record.objection.sentence}` : '';
  return `file ${record.file_no} ${record.name}, message ${record.message_id}, ${record.stated_count || 'no'} transactions: ${record.verdict}${why}`;
}
