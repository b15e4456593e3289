import type { ExpectedDelivery } from '../domain/betalingsservice/inbound.ts';
import { IncassoError } from '../domain/errors.ts';
import type { FileSummary, InboundRecord, RecordReader } from '../domain/inbound.ts';
import { camtFamilies, type CamtFamily, CamtReader } from './camt.ts';
import { Camt029Reader } from './camt029.ts';
import { agreementNoticeOf, inboundRecordOf, receiptNoticeOf } from './nets/inboundRecord.ts';
import { Bs0601Reader } from './nets/read0601.ts';
import { Bs0602Reader } from './nets/read0602.ts';
import { Bs0603Reader } from './nets/read0603.ts';
import { Bs0605Reader } from './nets/read0605.ts';
import { Bs0621Reader } from './nets/read0621.ts';
import { UnreadDelivery } from './nets/unreadDelivery.ts';
import { type OutgoingMessage, outgoingMessages, OutgoingXmlReader } from './outgoingXml.ts';
import { Pain002Reader } from './pain002.ts';
import { UnknownXmlReader } from './unknownXml.ts';

/**
 * What a file is for: statuses of what was sent, money, agreements on collecting, a receipt of a payment centre, or what
 * we send ourselves.
 */
export type FileKind = 'status' | 'payments' | 'agreements' | 'receipt' | 'outgoing' | 'unknown';

/** How a format is recognised by the first bytes of a file, and read. */
interface Format {
  kind: FileKind;
  recognises: (head: string) => boolean;
  open: (onRecord: (record: InboundRecord) => void, expected: ExpectedDelivery) => RecordReader;
}

/** This many first bytes decide: enough for long comments in front of the message. */
const HEAD_BYTES = 16_384;

/** Every format that is read; the first that recognises a file takes it. */
const formats: Format[] = [
  ...(Object.keys(camtFamilies) as CamtFamily[]).map((family): Format => ({
    kind: 'payments',
    recognises: (head) => hasElement(head, camtFamilies[family].message),
    open: (onRecord) => new CamtReader(family, onRecord),
  })),
  {
    kind: 'status',
    recognises: (head) => hasElement(head, 'CstmrPmtStsRpt'),
    open: (onRecord) => new Pain002Reader(onRecord),
  },
  {
    kind: 'status',
    recognises: (head) => hasElement(head, 'RsltnOfInvstgtn'),
    open: (onRecord) => new Camt029Reader(onRecord),
  },
  ...(Object.keys(outgoingMessages) as OutgoingMessage[]).map((message): Format => ({
    kind: 'outgoing',
    recognises: (head) => hasElement(head, message),
    open: () => new OutgoingXmlReader(message),
  })),
  // What we send gives no records: its readers only check it.
  { kind: 'outgoing', recognises: isDelivery('0601'), open: (_, expected) => new Bs0601Reader({}, expected) },
  {
    kind: 'payments',
    recognises: isDelivery('0602'),
    open: (onRecord, expected) => {
      const reader: Bs0602Reader = new Bs0602Reader(
        (result) => onRecord(inboundRecordOf(result, reader.identity)),
        expected,
      );
      return reader;
    },
  },
  {
    kind: 'agreements',
    recognises: isDelivery('0603'),
    open: (onRecord, expected) => new Bs0603Reader((record) => onRecord(agreementNoticeOf(record)), expected),
  },
  { kind: 'outgoing', recognises: isDelivery('0605'), open: (_, expected) => new Bs0605Reader(() => {}, expected) },
  {
    kind: 'receipt',
    recognises: isDelivery('0621'),
    open: (onRecord, expected) => new Bs0621Reader((receipt) => onRecord(receiptNoticeOf(receipt)), expected),
  },
  { kind: 'unknown', recognises: isDelivery('\\d{4}'), open: () => new UnreadDelivery() },
  { kind: 'unknown', recognises: looksLikeXml, open: () => new UnknownXmlReader() },
];

/**
 * The reader for a file, chosen by its content and never by its name.
 * @param head - the first bytes, up to 16 KiB; the reader must be given them again
 * @param expected - whose deliveries of Betalingsservice are taken; what is not named is not compared
 * @returns undefined when no format begins like that
 */
export function openReader(
  head: Uint8Array,
  onRecord: (record: InboundRecord) => void,
  expected: ExpectedDelivery = {},
): RecordReader | undefined {
  return recognise(head)?.open(onRecord, expected);
}

/** What a file is for, by its first bytes; the rest is not read. */
export async function sniffKind(chunks: AsyncIterable<Uint8Array>): Promise<FileKind> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= sniffedBytes) break;
  }
  return recognise(Buffer.concat(parts).subarray(0, sniffedBytes))?.kind ?? 'unknown';
}

const sniffedBytes = 4096;

/**
 * Reads a whole file as it comes, with bounded memory.
 * @throws IncassoError FILE_UNREADABLE when it is empty, of no known format, or not what it says
 */
export async function readChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onRecord: (record: InboundRecord) => void,
  expected: ExpectedDelivery = {},
): Promise<FileSummary> {
  let head = new Uint8Array(0);
  let reader: RecordReader | undefined;
  for await (const chunk of chunks) {
    if (reader) {
      reader.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length >= HEAD_BYTES) reader = start(head, onRecord, expected);
  }
  return (reader ?? start(head, onRecord, expected)).end();
}

function start(head: Uint8Array, onRecord: (record: InboundRecord) => void, expected: ExpectedDelivery): RecordReader {
  if (head.length === 0) throw new IncassoError('FILE_UNREADABLE', 'the file is empty');
  const reader = openReader(head, onRecord, expected);
  if (!reader) throw new IncassoError('FILE_UNREADABLE', 'line 1: the content is of no format that is read here');
  reader.write(head);
  return reader;
}

function recognise(head: Uint8Array): Format | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString('latin1');
  return formats.find((format) => format.recognises(text));
}

/** Recognises a delivery of Betalingsservice by its BS002, which a record of an old mailbox may precede (nets.md 2.1). */
function isDelivery(type: string): (head: string) => boolean {
  const start = new RegExp(`^(?:PBCNET[^\\n]{0,1024}\\n)?BS002[^\\n]{11}${type}`);
  return (head) => start.test(head);
}

/** True for a start tag of that name, with or without prefix, outside comments. */
function hasElement(head: string, name: string): boolean {
  if (!looksLikeXml(head)) return false;
  const withoutComments = head.replace(/<!--[^]*?(?:-->|$)/g, '');
  return new RegExp(`<(?:[A-Za-z_][\\w.-]*:)?${name}[\\s/>]`).test(withoutComments);
}

/** True when the first character is '<', after a byte order mark, white space, or the zeros of wide characters. */
function looksLikeXml(head: string): boolean {
  return /^(?:\u00EF\u00BB\u00BF|\u00FE\u00FF|\u00FF\u00FE)?[\s\0]*</.test(head);
}
