import type { ExpectedDelivery } from '../domain/betalingsservice/inbound.ts';
import type { FileSummary, InboundRecord } from '../domain/inbound.ts';
import type { AdapterFacts } from '../domain/sending.ts';
import { type FileKind, readChunks, sniffKind } from './detect.ts';
import { mailboxFileOf } from './nets/mailboxNames.ts';
import { ReceiptTextReader } from './nets/receiptText.ts';

/** A file as it stands in an inbox, or as a person gives it. */
export interface InboxFile {
  name: string;
  /** Of the system whose inbox it is; undefined where it is not known. */
  family: AdapterFacts['family'] | undefined;
}

const told: readonly FileKind[] = ['status', 'payments', 'agreements', 'receipt'];

/**
 * What a file of an inbox is for. Its content decides; only a receipt without a documented content is known by its name, and only
 * in the mailbox of Betalingsservice.
 */
export async function kindOfInboxFile(file: InboxFile, chunks: AsyncIterable<Uint8Array>): Promise<FileKind> {
  const kind = await sniffKind(chunks);
  return !told.includes(kind) && receiptNamed(file) !== undefined ? 'receipt' : kind;
}

/**
 * Reads a file that was taken as `kind`, as `readChunks` does; a receipt that is no delivery 0621 is read as text.
 * @throws IncassoError FILE_UNREADABLE when it is empty, of no known format, or not what it says
 */
export async function readInboxFile(
  file: InboxFile & { kind: string },
  open: () => AsyncIterable<Uint8Array>,
  onRecord: (record: InboundRecord) => void,
  expected: ExpectedDelivery,
): Promise<FileSummary> {
  const about = file.kind === 'receipt' ? receiptNamed(file) : undefined;
  if (about === undefined || (await sniffKind(open())) === 'receipt') return readChunks(open(), onRecord, expected);
  const reader = new ReceiptTextReader(about, onRecord);
  for await (const chunk of open()) reader.write(chunk);
  return reader.end();
}

function receiptNamed({ name, family }: InboxFile): 'transmission' | 'validation' | undefined {
  if (family !== 'betalingsservice') return undefined;
  const { kind } = mailboxFileOf(name);
  if (kind === 'transmission_receipt') return 'transmission';
  return kind === 'validation_receipt' ? 'validation' : undefined;
}
