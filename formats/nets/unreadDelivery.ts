import { IncassoError } from '../../domain/errors.ts';
import type { FileSummary, RecordReader } from '../../domain/inbound.ts';
import { Latin1Lines } from './lines.ts';

/** Takes a delivery of a type that is not read here (0686 and others), so that its refusal names the type. */
export class UnreadDelivery implements RecordReader {
  private type = '';
  private readonly lines = new Latin1Lines((line) => {
    if (this.type === '' && line.startsWith('BS002')) this.type = line.slice(16, 20);
  });

  write(chunk: Uint8Array): void {
    if (this.type === '') this.lines.write(chunk);
  }

  end(): FileSummary {
    this.lines.end();
    const known = '0601, 0602, 0603, 0605, 0621';
    throw new IncassoError(
      'FILE_UNREADABLE',
      `line 1: a delivery ${this.type} of Betalingsservice is not one that is read here (${known})`,
    );
  }
}
