import {
  Counterpart,
  type CounterpartKind,
  type CounterpartOptions,
  type IncomingFile,
  type Receipt,
} from '../simulation/counterpart.ts';
import { Books } from './books.ts';
import { centreZone } from './calendar.ts';
import { nextDateOfEvent, recordsOfEvents } from './events.ts';
import type { DueAnswer } from './outbox.ts';
import { receiveFile } from './receive.ts';
import type { BookRecord } from './records.ts';
import { type CentreConfiguration, readConfiguration } from './settings.ts';
import { centreFolders } from './status.ts';
import { write0602 } from './write0602.ts';
import { write0603 } from './write0603.ts';
import { write0621 } from './write0621.ts';
import { writeReceipt } from './writeReceipt.ts';

const centreKind: CounterpartKind = { kind: 'centre', folders: centreFolders, zone: centreZone, encoding: 'latin1' };

/**
 * The simulated payment centre of Betalingsservice: it takes deliveries 0601 and 0605 and answers with receipts, 0602,
 * 0603 and 0621. Written from nets.md and without Incasso's formats, so that one checks the other.
 */
export class Centre extends Counterpart<BookRecord, DueAnswer, CentreConfiguration, Books> {
  constructor(options: CounterpartOptions) {
    super(centreKind, 'betalingsservice', options, new Books());
  }

  protected readConfiguration(): CentreConfiguration {
    return readConfiguration(this.options.directory);
  }

  protected openingNotes({ creditors }: CentreConfiguration): string[] {
    return creditors ? [] : ['no creditors.json: every creditor and every mandate is accepted'];
  }

  protected nextDateToBook(today: string, configuration: CentreConfiguration): string | undefined {
    const dates = [this.books.nextDateToBook(today), nextDateOfEvent(configuration, this.books)];
    return dates.filter((date): date is string => date !== undefined && date <= today).sort()[0];
  }

  protected bookDay(on: string, _now: string, configuration: CentreConfiguration): BookRecord[] {
    const { net_rule } = configuration.settings;
    return [...recordsOfEvents(on, configuration, this.books), { kind: 'day', on, net_rule }];
  }

  protected receive(file: IncomingFile, now: string, configuration: CentreConfiguration): Receipt<BookRecord> {
    return receiveFile(file, this.books, configuration, now);
  }

  protected partsOf(answer: DueAnswer): Iterable<string> {
    switch (answer.kind) {
      case 'transmission':
      case 'validation':
        return writeReceipt(answer.kind, answer.file);
      case '0602':
        return write0602(answer.head, answer.outcomes, answer.net_rule);
      case '0603':
        return write0603(answer.head, answer.mandates);
      case '0621':
        return write0621(answer.head, answer.echoes);
    }
  }
}
