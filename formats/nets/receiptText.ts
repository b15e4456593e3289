import type { FileSummary, ReceiptNotice, RecordReader } from '../../domain/inbound.ts';

const longestText = 16_000;

/**
 * Takes a receipt of which nobody documents the content as one record that holds its text, cut at 16,000 characters: it is kept
 * and shown, and a person says what it means. No content makes it throw. Source: nets.md 2.8, 4.2.
 */
export class ReceiptTextReader implements RecordReader {
  private readonly about: ReceiptNotice['about'];
  private readonly onReceipt: (receipt: ReceiptNotice) => void;
  private text = '';

  constructor(about: ReceiptNotice['about'], onReceipt: (receipt: ReceiptNotice) => void) {
    this.about = about;
    this.onReceipt = onReceipt;
  }

  write(chunk: Uint8Array): void {
    if (this.text.length >= longestText) return;
    const start = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, longestText));
    this.text += start.toString('latin1');
  }

  end(): FileSummary {
    this.onReceipt({
      kind: 'receipt',
      message_no: 1,
      entry_no: 1,
      line: 1,
      about: this.about,
      account: '',
      customer_number: '',
      list: '',
      text_number: '',
      // a text of PostgreSQL takes no NUL, and a mail no other control characters
      text: this.text.slice(0, longestText).replace(/[^\P{Cc}\n]/gu, ' '),
    });
    return {
      format: `receipt.${this.about}`,
      messages: 1,
      entries: 1,
      transactions: 1,
      totals: [],
      control_totals: { stated: {}, read: {}, ok: true },
      findings: [],
    };
  }
}
