import type { IncomingFile, Receipt } from '../simulation/counterpart.ts';
import type { Books } from './books.ts';
import { checkMessage, isIban, type Objection } from './checks.ts';
import { toCents } from './money.ts';
import { readPain008, type ReceivedMessage, UnreadableFile } from './readPain008.ts';
import type { BookRecord, FileRecord, FileVerdict } from './records.ts';
import { fateOf, ruleOfMessage } from './rules.ts';
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
  return { records: [record, ...bookRecords(message, books, configuration)], notes };
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
    message_name: 'NOTPROVIDED',
    message_id: 'NOTPROVIDED',
    created_at: '',
    stated_count: '',
    stated_sum: '',
    batches: [],
  };
  try {
    const message = readPain008(file.bytes);
    const schema = validateMessage(file.bytes, message.message_name, schemas);
    notes.push(...schema.notes.map((note) => `${file.name}: ${note}`));
    if (schema.objection) return { message, objection: { code: 'FF01', sentence: schema.objection } };
    const seen = {
      message: (id: string): boolean => books.messageIds.has(id),
      paymentInfo: (id: string): boolean => books.paymentInfoIds.has(id),
      endToEnd: (id: string): boolean => books.endToEndIds.has(id),
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
  };
}

/** Amounts that cannot be read count as nothing: the file is refused for them anyway. */
function sumsByAccount(message: ReceivedMessage): FileRecord['accounts'] {
  const sums = new Map<string, { iban: string; count: number; sum_minor: number }>();
  for (const batch of message.batches) {
    const iban = batch.creditor_iban || 'none';
    const sum = sums.get(iban) ?? { iban, count: 0, sum_minor: 0 };
    sums.set(iban, sum);
    sum.count += batch.payments.length;
    for (const payment of batch.payments) sum.sum_minor += toCents(payment.amount) ?? 0;
  }
  return [...sums.values()];
}

function sentenceOn(record: FileRecord): string {
  const count = record.accounts.reduce((sum, account) => sum + account.count, 0);
  const why = record.objection ? `: ${record.objection.code} ${record.objection.sentence}` : '';
  return `file ${record.file_no} ${record.name}, message ${record.message_id}, ${count} payments: ${record.verdict}${why}`;
}

/** The batches and payments of an accepted message, each with its fate. */
function bookRecords(message: ReceivedMessage, books: Books, { rules }: BankConfiguration): BookRecord[] {
  const records: BookRecord[] = [];
  let batchNo = books.batchCount;
  let paymentNo = books.paymentCount;
  for (const batch of message.batches) {
    batchNo += 1;
    records.push({
      kind: 'batch',
      batch_no: batchNo,
      file_no: books.fileCount + 1,
      payment_info_id: batch.payment_info_id,
      settle_on: batch.collection_on,
      creditor_iban: batch.creditor_iban,
      local_instrument: batch.local_instrument,
      batch_booking: batch.batch_booking !== 'false',
    });
    for (const payment of batch.payments) {
      paymentNo += 1;
      const amount = toCents(payment.amount) ?? 0;
      const fate = isIban(payment.debtor_iban)
        ? fateOf(rules, payment, amount, batch.collection_on)
        : { rejected: 'AC01' };
      records.push({
        kind: 'payment',
        payment_no: paymentNo,
        batch_no: batchNo,
        instruction_id: payment.instruction_id,
        end_to_end_id: payment.end_to_end_id,
        umr: payment.umr,
        amount_minor: amount,
        debtor_name: payment.debtor_name,
        debtor_iban: payment.debtor_iban,
        remittance: payment.remittance,
        ...fate,
      });
    }
  }
  return records;
}
