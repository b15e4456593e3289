import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { IncassoError, sentenceOf } from '../../domain/errors.ts';
import { Books, type DueAnswer } from './books.ts';
import { addDays, localTime } from './calendar.ts';
import { type BankFolders, bankFolders, filesWaiting, moveToTaken, readWithHash, writeWhole } from './folders.ts';
import { Journal } from './journal.ts';
import { receiveFile } from './receive.ts';
import type { BookRecord } from './records.ts';
import { schemaDirectory } from './schemas.ts';
import { type BankConfiguration, readClock, readConfiguration } from './settings.ts';
import type { BankStatus } from './status.ts';
import { writeCamt053, writeCamt054 } from './writeCamt.ts';
import { writePain002 } from './writePain002.ts';

export interface BankOptions {
  /** The folder of this bank. */
  directory: string;
  /** JSON file `{ "now": "2026-01-05T08:00:00.000Z" }`: business time, moved by a driver. */
  clockFile: string;
  /** 1 to 8 letters and digits; part of every name and reference that the bank gives. */
  name: string;
  /** Where the schemas are; default: schemaDirectory(). */
  schemas?: string;
  /** Called between any two effects; a test ends the bank there by throwing. */
  checkpoint?: (place: string) => void;
}

/**
 * The simulated bank. It knows only files: what is put into to-bank, and the clock. Everything it decides is in its
 * journal before anything is seen outside, so it may be killed at any point: the next start finishes what is due,
 * under the same names with the same bytes.
 */
export class Bank {
  private readonly options: BankOptions;
  private readonly folders: BankFolders;
  private readonly journal: Journal<BookRecord>;
  private readonly books = new Books();
  private lastStatus = '';

  /** @throws IncassoError INVALID_INPUT when the directory belongs to a bank of another name. */
  constructor(options: BankOptions) {
    if (!/^[A-Z0-9]{1,8}$/.test(options.name)) {
      throw new IncassoError('INVALID_INPUT', `bank name ${options.name}: 1 to 8 capital letters and digits`);
    }
    this.options = options;
    this.folders = bankFolders(options.directory);
    this.journal = new Journal(join(this.folders.books, 'journal.jsonl'));
    this.journal.replay((record) => this.books.apply(record));
    const opened = this.books.opened;
    if (opened && opened.name !== options.name) {
      throw new IncassoError('INVALID_INPUT', `${options.directory} holds the books of bank ${opened.name}`);
    }
    this.writeTotals();
  }

  /**
   * Does all that is to be done at the present clock value: finishes what a death left, books the days, takes the
   * files, answers, and says so in status.json.
   */
  pass(): BankStatus {
    let now = '';
    try {
      now = readClock(this.options.clockFile) ?? '';
      if (now === '') return this.report('', 'there is no clock file yet');
      this.work(now, readConfiguration(this.options.directory));
      const today = localTime(now).date;
      if (today < this.books.processedThrough) return this.report(now, 'the clock went back');
      return this.report(now, '');
    } catch (error) {
      if (!(error instanceof IncassoError)) throw error;
      return this.report(now, sentenceOf(error));
    }
  }

  close(): void {
    this.journal.close();
  }

  private work(now: string, configuration: BankConfiguration): void {
    const today = localTime(now).date;
    if (!this.books.opened) {
      this.record([{ kind: 'opened', name: this.options.name, on: addDays(today, -1) }]);
      if (!configuration.accounts) this.log(now, 'no accounts.json: every creditor account is accepted');
    }
    this.finish();
    if (today < this.books.processedThrough) return;
    this.bookDays(now, today, configuration.settings.statements);
    for (const name of filesWaiting(this.folders.toBank)) this.takeFile(name, now, configuration);
  }

  /** One record for each date with bookings, so that every day has its own notification, and one for today. */
  private bookDays(now: string, today: string, statements: boolean): void {
    const dates = this.books.datesToBook(today);
    if (dates.at(-1) !== today && this.books.processedThrough < today) dates.push(today);
    for (const on of dates) {
      this.beginWork(now);
      this.record([{ kind: 'day', on, at: now, statements }]);
      this.finish();
    }
  }

  private takeFile(name: string, now: string, configuration: BankConfiguration): void {
    const file = readWithHash(join(this.folders.toBank, name));
    if (!file) return;
    this.beginWork(now);
    const schemas = this.options.schemas ?? schemaDirectory();
    const { records, notes } = receiveFile({ name, ...file }, this.books, configuration, schemas, now);
    this.record(records);
    for (const note of notes) this.log(now, note);
    this.finish();
  }

  /** Totals, answers, then moves: whatever the books say is still to be done. */
  private finish(): void {
    if (this.books.answersDue.size === 0 && this.books.filesToMove.size === 0) return;
    this.writeTotals();
    for (const answer of [...this.books.answersDue.values()]) {
      const path = join(this.folders.fromBank, answer.name);
      writeWhole(path, this.partsOf(answer), () => this.checkpoint('answer written'));
      this.checkpoint('answer renamed');
      this.record([{ kind: 'answered', name: answer.name }]);
    }
    for (const { file_no, name, sha256 } of [...this.books.filesToMove.values()]) {
      // Another file may have come under the name since: only the one that was taken is moved.
      if (readWithHash(join(this.folders.toBank, name))?.sha256 === sha256) moveToTaken(this.folders, name);
      this.checkpoint('file moved');
      this.record([{ kind: 'moved', file_no }]);
    }
  }

  private partsOf(answer: DueAnswer): Iterable<string> {
    const { name } = this.options;
    switch (answer.kind) {
      case 'pain.002':
        return writePain002(name, answer.file, this.books.batchesOfFile.get(answer.file.file_no) ?? []);
      case 'camt.054':
        return writeCamt054(name, answer.day);
      case 'camt.053':
        return writeCamt053(name, answer.day);
    }
  }

  private record(records: BookRecord[]): void {
    this.checkpoint('before the books');
    this.journal.append(records);
    this.checkpoint('after the books');
    for (const record of records) this.books.apply(record);
  }

  private writeTotals(): void {
    this.writeJson('totals.json', this.books.totals);
    this.checkpoint('totals written');
  }

  private beginWork(now: string): void {
    this.writeStatus(now, false, '');
  }

  private report(now: string, problem: string): BankStatus {
    const idle = problem === '' && filesWaiting(this.folders.toBank).length === 0;
    return this.writeStatus(now, idle, problem);
  }

  private writeStatus(now: string, idle: boolean, problem: string): BankStatus {
    const status = {
      name: this.options.name,
      now,
      processed_through: this.books.processedThrough,
      files_taken: this.books.fileCount,
      idle,
      problem,
    };
    const text = JSON.stringify(status);
    if (text !== this.lastStatus) {
      this.writeJson('status.json', status);
      if (problem !== '') this.log(now, problem);
    }
    this.lastStatus = text;
    return status;
  }

  private writeJson(name: string, value: object): void {
    writeWhole(join(this.folders.books, name), [`${JSON.stringify(value, null, 2)}\n`]);
  }

  private log(now: string, sentence: string): void {
    appendFileSync(join(this.folders.books, 'bank.log'), `${now} ${sentence}\n`);
  }

  private checkpoint(place: string): void {
    this.options.checkpoint?.(place);
  }
}
