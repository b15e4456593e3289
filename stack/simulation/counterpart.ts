import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { IncassoError, sentenceOf } from '../../domain/errors.ts';
import { addDays, localTime } from './dates.ts';
import {
  filesWaiting,
  type FolderNames,
  type Folders,
  makeFolders,
  moveToTaken,
  readWithHash,
  writeWhole,
} from './folders.ts';
import { Journal } from './journal.ts';
import type { CommonRecord, OpenedRecord } from './records.ts';
import { readClock } from './settings.ts';
import type { CounterpartStatus } from './status.ts';

export interface CounterpartOptions {
  /** The folder of this counterpart. */
  directory: string;
  /** JSON file `{ "now": "2026-01-05T08:00:00.000Z" }`: business time, moved by a driver. */
  clockFile: string;
  /** Called between any two effects; a test ends the counterpart there by throwing. */
  checkpoint?: (place: string) => void;
}

/** What one kind of counterpart is, the same for all of its kind. */
export interface CounterpartKind {
  /** Its log is called so, and sentences about it. */
  kind: 'bank' | 'centre';
  folders: FolderNames;
  /** Where it stands; its dates are of this zone. */
  zone: string;
  /** How its answers are written. */
  encoding: BufferEncoding;
}

/** The state of a counterpart: the fold of its journal, kept in memory. Nothing there is decided, only counted. */
export interface CounterpartBooks<BookRecord, Answer> {
  readonly opened: OpenedRecord | undefined;
  /** Date until which everything is booked. */
  readonly processedThrough: string;
  readonly fileCount: number;
  /** What totals.json holds. */
  readonly totals: object;
  /** Files that it owes to its customer, by name. Their bytes follow from the books alone. */
  readonly answersDue: ReadonlyMap<string, Answer>;
  readonly filesToMove: ReadonlyMap<number, { file_no: number; name: string; sha256: string }>;
  apply(record: BookRecord | CommonRecord): void;
}

/** A file that stands ready to be taken. */
export interface IncomingFile {
  name: string;
  bytes: Uint8Array;
  sha256: string;
}

/** What was made of a file: the records for the journal, and sentences for the log. */
export interface Receipt<BookRecord> {
  records: BookRecord[];
  notes: string[];
}

/**
 * A simulated counterpart. It knows only files: what it is sent, and the clock. Everything it decides is in its journal
 * before anything is seen outside, so it may be killed at any point: the next start finishes what is due, under the same
 * names with the same bytes.
 */
export abstract class Counterpart<
  BookRecord,
  Answer extends { name: string },
  Configuration,
  Books extends CounterpartBooks<BookRecord, Answer>,
> {
  protected readonly options: CounterpartOptions;
  protected readonly name: string;
  protected readonly books: Books;
  private readonly kind: CounterpartKind;
  private readonly folders: Folders;
  private readonly journal: Journal<BookRecord | CommonRecord>;
  private lastStatus = '';

  /** @throws IncassoError INVALID_INPUT when the directory belongs to a counterpart of another name */
  constructor(kind: CounterpartKind, name: string, options: CounterpartOptions, books: Books) {
    this.kind = kind;
    this.name = name;
    this.options = options;
    this.books = books;
    this.folders = makeFolders(options.directory, kind.folders);
    this.journal = new Journal(join(this.folders.books, 'journal.jsonl'));
    this.journal.replay((record) => books.apply(record));
    const { opened } = books;
    if (opened && opened.name !== name) {
      throw new IncassoError('INVALID_INPUT', `${options.directory} holds the books of ${kind.kind} ${opened.name}`);
    }
    this.writeTotals();
  }

  /** What the driver gives it; throws INVALID_INPUT for what breaks its shape. */
  protected abstract readConfiguration(): Configuration;
  /** Sentences for the log when it begins. */
  protected abstract openingNotes(configuration: Configuration): string[];
  /** The first date after those processed, until today, on which something is to be booked. */
  protected abstract nextDateToBook(today: string, configuration: Configuration): string | undefined;
  /** The records that book one day. */
  protected abstract bookDay(on: string, now: string, configuration: Configuration): BookRecord[];
  /** Judges one file and decides what becomes of it. */
  protected abstract receive(file: IncomingFile, now: string, configuration: Configuration): Receipt<BookRecord>;
  /** The text of an answer, in parts. */
  protected abstract partsOf(answer: Answer): Iterable<string>;

  /**
   * Does all that is to be done at the present clock value: finishes what a death left, books the days, takes the
   * files, answers, and says so in status.json.
   */
  pass(): CounterpartStatus {
    let now = '';
    try {
      now = readClock(this.options.clockFile) ?? '';
      if (now === '') return this.report('', 'there is no clock file yet');
      const today = localTime(now, this.kind.zone).date;
      this.work(now, today, this.readConfiguration());
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

  private work(now: string, today: string, configuration: Configuration): void {
    if (!this.books.opened) {
      this.record([{ kind: 'opened', name: this.name, on: addDays(today, -1) }]);
      for (const note of this.openingNotes(configuration)) this.log(now, note);
    }
    this.finish();
    if (today < this.books.processedThrough) return;
    this.bookDays(now, today, configuration);
    for (const name of filesWaiting(this.folders.incoming)) this.takeFile(name, now, configuration);
  }

  /** Each date with bookings by itself, so that every day has its own files, and today. */
  private bookDays(now: string, today: string, configuration: Configuration): void {
    while (this.books.processedThrough < today) {
      const on = this.nextDateToBook(today, configuration) ?? today;
      const records = this.bookDay(on, now, configuration);
      this.writeStatus(now, false, '');
      this.record(records);
      this.finish();
    }
  }

  private takeFile(name: string, now: string, configuration: Configuration): void {
    const file = readWithHash(join(this.folders.incoming, name));
    if (!file) return;
    this.writeStatus(now, false, '');
    const { records, notes } = this.receive({ name, ...file }, now, configuration);
    this.record(records);
    for (const note of notes) this.log(now, note);
    this.finish();
  }

  /** Totals, answers, then moves: whatever the books say is still to be done. */
  private finish(): void {
    if (this.books.answersDue.size === 0 && this.books.filesToMove.size === 0) return;
    this.writeTotals();
    for (const answer of [...this.books.answersDue.values()]) {
      const path = join(this.folders.outgoing, answer.name);
      writeWhole(path, this.partsOf(answer), this.kind.encoding, () => this.checkpoint('answer written'));
      this.checkpoint('answer renamed');
      this.record([{ kind: 'answered', name: answer.name }]);
    }
    for (const { file_no, name, sha256 } of [...this.books.filesToMove.values()]) {
      // Another file may have come under the name since: only the one that was taken is moved.
      if (readWithHash(join(this.folders.incoming, name))?.sha256 === sha256) moveToTaken(this.folders, name);
      this.checkpoint('file moved');
      this.record([{ kind: 'moved', file_no }]);
    }
  }

  private record(records: (BookRecord | CommonRecord)[]): void {
    this.checkpoint('before the books');
    this.journal.append(records);
    this.checkpoint('after the books');
    for (const record of records) this.books.apply(record);
  }

  private writeTotals(): void {
    this.writeJson('totals.json', this.books.totals);
    this.checkpoint('totals written');
  }

  private report(now: string, problem: string): CounterpartStatus {
    const idle = problem === '' && filesWaiting(this.folders.incoming).length === 0;
    return this.writeStatus(now, idle, problem);
  }

  private writeStatus(now: string, idle: boolean, problem: string): CounterpartStatus {
    const status = {
      name: this.name,
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
    appendFileSync(join(this.folders.books, `${this.kind.kind}.log`), `${now} ${sentence}\n`);
  }

  private checkpoint(place: string): void {
    this.options.checkpoint?.(place);
  }
}
