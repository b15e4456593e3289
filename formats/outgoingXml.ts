import type { FileSummary, RecordReader } from '../domain/inbound.ts';
import { decimalToMinor, minorToDecimal } from '../domain/money.ts';
import { ControlTotals } from './controlTotals.ts';
import { CurrencySums } from './currencySums.ts';
import { FindingList } from './findings.ts';
import { IsoValues, messageName, under } from './isoValues.ts';
import { type XmlHandlers, XmlPaths } from './xmlPaths.ts';
import { XmlScanner } from './xmlScanner.ts';

/** Where a message that we send has what is counted; paths are below the element that they are said of. */
interface Outline {
  /** Below the message: what holds NbOfTxs and CtrlSum. */
  header: string;
  /** Below the message. */
  batch: string;
  /** Below the batch, and the amount below it. */
  transaction: string;
  amount: string;
  /** On our account, when the message is executed; a request to cancel moves nothing. */
  moves: 'credit' | 'debit' | undefined;
}

/** The messages that we send, by the element below Document. */
export const outgoingMessages = {
  CstmrDrctDbtInitn: {
    header: 'GrpHdr',
    batch: 'PmtInf',
    transaction: 'DrctDbtTxInf',
    amount: 'InstdAmt',
    moves: 'credit',
  },
  CstmrCdtTrfInitn: {
    header: 'GrpHdr',
    batch: 'PmtInf',
    transaction: 'CdtTrfTxInf',
    amount: 'Amt/InstdAmt',
    moves: 'debit',
  },
  CstmrPmtRvsl: {
    header: 'GrpHdr',
    batch: 'OrgnlPmtInfAndRvsl',
    transaction: 'TxInf',
    amount: 'RvsdInstdAmt',
    moves: 'debit',
  },
  CstmrPmtCxlReq: {
    header: 'CtrlData',
    batch: 'Undrlyg/OrgnlPmtInfAndCxl',
    transaction: 'TxInf',
    amount: 'OrgnlInstdAmt',
    moves: undefined,
  },
} as const satisfies Record<string, Outline>;

export type OutgoingMessage = keyof typeof outgoingMessages;

/** A NbOfTxs or CtrlSum as it stands in the file. */
interface Stated {
  key: 'NbOfTxs' | 'CtrlSum';
  text: string;
  line: number;
}

/** What a batch, or the whole message, says of itself, and what was counted. */
interface Tally {
  stated: Stated[];
  count: number;
  sums: CurrencySums;
}

/**
 * Reads what we send (pain.008, pain.001, pain.007, camt.055) as far as it can be counted: batches, transactions, their
 * amounts in euro, and whether these are what message and batches say. Gives no records: nothing of it is taken in.
 */
export class OutgoingXmlReader implements RecordReader {
  private readonly outline: Outline;
  private readonly scanner: XmlScanner;
  private readonly findings = new FindingList();
  private readonly values = new IsoValues(this.findings);
  private readonly controlTotals = new ControlTotals(this.findings);
  private format: string;
  private messages = 0;
  private batches = 0;
  private readonly whole = this.newTally();
  private batch = this.newTally();

  constructor(message: OutgoingMessage) {
    this.outline = outgoingMessages[message];
    this.format = message;
    const paths = { [message]: { open: () => this.messages++ }, ...under(message, this.paths()) };
    this.scanner = new XmlScanner(new XmlPaths(under('Document', paths)), (_, attributes) => {
      this.format = messageName(attributes) || message;
    });
  }

  write(chunk: Uint8Array): void {
    this.scanner.write(chunk);
  }

  end(): FileSummary {
    this.scanner.end();
    const { header, moves } = this.outline;
    this.compare(header, this.whole);
    return {
      format: this.format,
      messages: this.messages,
      entries: this.batches,
      transactions: this.whole.count,
      totals: moves === undefined ? [] : this.whole.sums.totals(),
      control_totals: this.controlTotals.summary(false),
      findings: this.findings.all(),
    };
  }

  private paths(): XmlHandlers {
    const { header, batch, transaction, amount } = this.outline;
    return {
      ...under(
        header,
        this.statedPaths(() => this.whole),
      ),
      [batch]: { open: () => this.openBatch(), close: () => this.closeBatch() },
      ...under(
        batch,
        this.statedPaths(() => this.batch),
      ),
      [`${batch}/${transaction}`]: { open: () => this.openTransaction() },
      [`${batch}/${transaction}/${amount}@Ccy`]: { text: (text, line, ccy) => this.takeAmount(text, line, ccy) },
    };
  }

  private statedPaths(current: () => Tally): XmlHandlers {
    const take = (key: Stated['key']) => (text: string, line: number) => current().stated.push({ key, text, line });
    return { NbOfTxs: { text: take('NbOfTxs') }, CtrlSum: { text: take('CtrlSum') } };
  }

  private openBatch(): void {
    this.batches++;
    this.batch = this.newTally();
  }

  private closeBatch(): void {
    this.compare(`${this.outline.batch}[${this.batches}]`, this.batch);
  }

  private openTransaction(): void {
    this.batch.count++;
    this.whole.count++;
  }

  private takeAmount(text: string, line: number, currency: string): void {
    const { amount, moves } = this.outline;
    const read = this.values.amount(amount, text, line, currency);
    if (read.currency === '') return;
    if (read.currency !== 'EUR') this.findings.error(line, `${amount}/@Ccy`, currency, 'SEPA payments are in EUR');
    this.batch.sums.add(read, moves !== 'debit', line);
    this.whole.sums.add(read, moves !== 'debit', line);
  }

  private compare(place: string, { stated, count, sums }: Tally): void {
    const { credit_minor, debit_minor } = sums.of('EUR');
    for (const { key, text, line } of stated) {
      const read = key === 'NbOfTxs' ? String(count) : minorToDecimal(credit_minor + debit_minor, 'EUR');
      this.controlTotals.compare(1, line, `${place}/${key}`, key === 'NbOfTxs' ? text : plainDecimal(text), read);
    }
  }

  private newTally(): Tally {
    return { stated: [], count: 0, sums: new CurrencySums(this.findings, 'amounts') };
  }
}

/** A sum in the form in which ours are written, whatever its zeros. */
function plainDecimal(text: string): string {
  const minor = decimalToMinor(text, 'EUR');
  return minor === undefined ? text : minorToDecimal(minor, 'EUR');
}
