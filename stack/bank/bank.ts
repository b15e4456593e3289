import { IncassoError } from '../../domain/errors.ts';
import {
  Counterpart,
  type CounterpartKind,
  type CounterpartOptions,
  type IncomingFile,
  type Receipt,
} from '../simulation/counterpart.ts';
import { Books, type DueAnswer } from './books.ts';
import { bankZone } from './calendar.ts';
import { receiveFile } from './receive.ts';
import type { BookRecord } from './records.ts';
import { schemaDirectory } from './schemas.ts';
import { type BankConfiguration, readConfiguration } from './settings.ts';
import { bankFolders } from './status.ts';
import { reportOnCancelled, reportOnFile } from './statusReports.ts';
import { writeCamt053, writeCamt054 } from './writeCamt.ts';
import { writeCamt029 } from './writeCamt029.ts';
import { writePain002 } from './writePain002.ts';

const bankKind: CounterpartKind = { kind: 'bank', folders: bankFolders, zone: bankZone, encoding: 'utf8' };

export interface BankOptions extends CounterpartOptions {
  /** 1 to 8 letters and digits; part of every name and reference that the bank gives. */
  name: string;
  /** Where the schemas are; default: schemaDirectory(). */
  schemas?: string;
}

/**
 * The simulated bank: it takes pain.008, pain.001, pain.007 and camt.055, and answers with pain.002, camt.029, camt.054 and
 * camt.053.
 */
export class Bank extends Counterpart<BookRecord, DueAnswer, BankConfiguration, Books> {
  private readonly schemas: string;

  /** @throws IncassoError INVALID_INPUT when the directory belongs to a bank of another name */
  constructor(options: BankOptions) {
    const { name, schemas = schemaDirectory() } = options;
    if (!/^[A-Z0-9]{1,8}$/.test(name)) {
      throw new IncassoError('INVALID_INPUT', `bank name ${name}: 1 to 8 capital letters and digits`);
    }
    super(bankKind, name, options, new Books());
    this.schemas = schemas;
  }

  protected readConfiguration(): BankConfiguration {
    return readConfiguration(this.options.directory);
  }

  protected openingNotes({ accounts }: BankConfiguration): string[] {
    return accounts ? [] : ['no accounts.json: every account is accepted'];
  }

  protected nextDateToBook(today: string): string | undefined {
    return this.books.nextDateToBook(today);
  }

  protected bookDay(on: string, now: string, { settings }: BankConfiguration): BookRecord[] {
    return [{ kind: 'day', on, at: now, statements: settings.statements }];
  }

  protected receive(file: IncomingFile, now: string, configuration: BankConfiguration): Receipt<BookRecord> {
    return receiveFile(file, this.books, configuration, this.schemas, now);
  }

  protected partsOf(answer: DueAnswer): Iterable<string> {
    switch (answer.kind) {
      case 'pain.002':
        return writePain002(this.name, reportOnFile(answer.file, this.books));
      case 'pain.002 of cancelled':
        return writePain002(this.name, reportOnCancelled(answer.file, this.books));
      case 'camt.029':
        return writeCamt029(this.name, answer.file, this.books.requestsOfFile.get(answer.file.file_no) ?? []);
      case 'camt.054':
        return writeCamt054(this.name, answer.day);
      case 'camt.053':
        return writeCamt053(this.name, answer.day);
    }
  }
}
