import type { IncomingFile, Receipt } from '../simulation/counterpart.ts';
import { localTime } from '../simulation/dates.ts';
import { acceptCollections } from './acceptCollections.ts';
import { acceptMandates } from './acceptMandates.ts';
import type { Books } from './books.ts';
import { centreZone } from './calendar.ts';
import { checkCollections } from './checkCollections.ts';
import { checkDelivery, sumsByCreditor } from './checkDelivery.ts';
import { MandateRegister } from './mandates.ts';
import { readCollections } from './readCollections.ts';
import { type Delivery, readDelivery } from './readDelivery.ts';
import { readMandates } from './readMandates.ts';
import type { BookRecord, FileRecord } from './records.ts';
import { RefusedDelivery } from './refusal.ts';
import { ruleOfDelivery } from './rules.ts';
import type { CentreConfiguration } from './settings.ts';

/** Stands in the names of answers to what is no delivery. */
const noDelivery = { supplier: '00000000', subsystem: 'BS1', delivery_type: '0000', delivery_id: '' };

/** Judges one file and decides what becomes of its content. Changes nothing: the records are applied by the caller. */
export function receiveFile(
  file: IncomingFile,
  books: Books,
  configuration: CentreConfiguration,
  now: string,
): Receipt<BookRecord> {
  const received: FileRecord = {
    kind: 'file',
    file_no: books.fileCount + 1,
    name: file.name,
    sha256: file.sha256,
    at: now,
    verdict: 'accepted',
    receipts: configuration.settings.receipts,
    creditors: [],
    ...noDelivery,
    supplier: configuration.creditors?.supplier ?? noDelivery.supplier,
  };
  const records = judge(received, file, books, configuration);
  return { records, notes: [sentenceOn(records[0])] };
}

/**
 * The record of the file with its verdict, and behind it what it brings. The same bytes come first: they are no second
 * delivery. The rules of the simulation touch only good files.
 */
function judge(
  received: FileRecord,
  file: IncomingFile,
  books: Books,
  configuration: CentreConfiguration,
): [FileRecord, ...BookRecord[]] {
  let record = received;
  try {
    const delivery = readDelivery(file.bytes);
    record = { ...record, ...namesOf(delivery), creditors: sumsByCreditor(delivery) };
    if (books.hashes.has(file.sha256)) return [{ ...record, verdict: 'duplicate' }];
    const content = accept(delivery, record, books, configuration);
    const rule = ruleOfDelivery(configuration.rules, delivery.identity.delivery_id);
    if (rule?.outcome === 'silent') return [{ ...record, verdict: 'silent' }];
    if (rule?.outcome === 'refuse') {
      return [{ ...record, verdict: 'refused', objection: 'refused by a rule of the simulation' }];
    }
    return [record, ...content];
  } catch (error) {
    if (!(error instanceof RefusedDelivery)) throw error;
    if (books.hashes.has(file.sha256)) return [{ ...record, verdict: 'duplicate' }];
    return [
      { ...record, verdict: error.stage === 'transmission' ? 'unreadable' : 'refused', objection: error.message },
    ];
  }
}

/** What an accepted delivery brings; throws RefusedDelivery. */
function accept(delivery: Delivery, file: FileRecord, books: Books, configuration: CentreConfiguration): BookRecord[] {
  checkDelivery(delivery, configuration, (identity) => books.isKnownDelivery(identity));
  const today = localTime(file.at, centreZone).date;
  const register = new MandateRegister(books, configuration);
  if (delivery.identity.delivery_type === '0605') return acceptMandates(readMandates(delivery), file, register, today);
  const requests = readCollections(delivery);
  checkCollections(delivery, requests, file.at, configuration, (key) => books.isTakenDate(key));
  return acceptCollections(requests, file, books.collectionCount, configuration.rules, register, today);
}

/** The identity as it goes into names and receipts; what is not a number there is not repeated. */
function namesOf({ identity }: Delivery): typeof noDelivery {
  return {
    supplier: /^\d{8}$/.test(identity.supplier) ? identity.supplier : noDelivery.supplier,
    subsystem: /^[A-Z0-9]{3}$/.test(identity.subsystem) ? identity.subsystem : noDelivery.subsystem,
    delivery_type: /^\d{4}$/.test(identity.delivery_type) ? identity.delivery_type : noDelivery.delivery_type,
    delivery_id: /^\d{10}$/.test(identity.delivery_id) ? identity.delivery_id : noDelivery.delivery_id,
  };
}

function sentenceOn(record: FileRecord): string {
  const { file_no, name, delivery_type, delivery_id, verdict, objection } = record;
  const count = record.creditors.reduce((sum, creditor) => sum + creditor.count, 0);
  const why = objection === undefined ? '' : `: ${objection}`;
  return `file ${file_no} ${name}, delivery ${delivery_type} ${delivery_id}, ${count} collections: ${verdict}${why}`;
}
