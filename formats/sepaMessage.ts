import { IncassoError } from '../domain/errors.ts';
import { addMinor } from '../domain/money.ts';
import type { FrozenBatch, FrozenLine, FrozenMessage } from '../domain/sepaMessage.ts';

const chunkLength = 64 * 1024;

/** How a message puts its rows into elements. The functions are called once for each row, in the order of the rows. */
export interface MessageLayout<Batch extends FrozenBatch, Line extends FrozenLine> {
  /** The message name, which is the end of the namespace: `pain.008.001.08`. */
  version: string;
  /** The element below Document. */
  root: string;
  /** What stands before and behind the batches. */
  head: string;
  tail: string;
  batchStart: (batch: Batch) => string;
  /** Checks the line, and writes it. */
  line: (batch: Batch, line: Line) => string;
  batchEnd: string;
}

/** What was written of a batch so far. */
interface Tally {
  count: number;
  sum_minor: number;
  last_line_no: number;
}

/**
 * Writes a message in chunks of about 64 KiB of text to be encoded as UTF-8, and holds its rows to what the message and
 * its batches say of them. Memory does not grow with the number of lines.
 * @param lines pages of lines, ordered by batch_no and line_no.
 * @throws IncassoError BROKEN_PROMISE when count, sum or order are not those of the message. What was yielded before is
 *   then no file.
 */
export async function* writeMessage<Batch extends FrozenBatch, Line extends FrozenLine>(
  message: FrozenMessage<Batch>,
  lines: AsyncIterable<Line[]>,
  layout: MessageLayout<Batch, Line>,
): AsyncGenerator<string> {
  let batchIndex = -1;
  let batch: Batch | undefined;
  let tally: Tally = { count: 0, sum_minor: 0, last_line_no: 0 };
  let chunk =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${layout.version}"><${layout.root}>\n${layout.head}`;

  for await (const page of lines) {
    for (const line of page) {
      if (batch === undefined || line.batch_no !== batch.batch_no) {
        if (batch) chunk += endOfBatch(batch, tally, layout.batchEnd);
        batchIndex++;
        batch = nextBatch(message, batchIndex, line);
        tally = { count: 0, sum_minor: 0, last_line_no: 0 };
        chunk += layout.batchStart(batch);
      }
      const written = layout.line(batch, line);
      count(line, tally);
      chunk += written;
      if (chunk.length >= chunkLength) {
        yield chunk;
        chunk = '';
      }
    }
  }

  if (batch) chunk += endOfBatch(batch, tally, layout.batchEnd);
  if (batchIndex + 1 !== message.batches.length) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `message ${message.message_id} has ${message.batches.length} batches, lines came for ${batchIndex + 1}`,
    );
  }
  yield `${chunk}${layout.tail}</${layout.root}></Document>\n`;
}

/** The batch a line begins: it must be the next one of the message. */
function nextBatch<Batch extends FrozenBatch>(message: FrozenMessage<Batch>, index: number, line: FrozenLine): Batch {
  const batch = message.batches[index];
  if (batch?.batch_no === line.batch_no) return batch;
  throw new IncassoError(
    'BROKEN_PROMISE',
    `message ${message.message_id}: batch ${line.batch_no} was not expected here, the lines are out of order`,
  );
}

function count(line: FrozenLine, tally: Tally): void {
  if (line.line_no <= tally.last_line_no) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `batch ${line.batch_no}: line ${line.line_no} came after line ${tally.last_line_no}`,
    );
  }
  tally.last_line_no = line.line_no;
  tally.count++;
  tally.sum_minor = addMinor(tally.sum_minor, line.amount_minor);
}

function endOfBatch(batch: FrozenBatch, tally: Tally, end: string): string {
  if (batch.count !== tally.count || batch.sum_minor !== tally.sum_minor) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `batch ${batch.batch_no} is ${batch.count} lines, sum ${batch.sum_minor}; ` +
        `${tally.count} lines, sum ${tally.sum_minor} came`,
    );
  }
  return end;
}
