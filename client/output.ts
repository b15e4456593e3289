import type { Writable } from 'node:stream';

import type { Money } from '../domain/money.ts';
import { type Cell, formatCsv, formatRecord, formatTable } from './table.ts';

/** The columns of a list by their snake_case names: the same definition gives the table and the JSON. */
export type Columns<Row> = Record<string, (row: Row) => Cell>;

/** Where results go: tables and sentences for people, or one JSON value for machines. */
export interface Output {
  readonly json: boolean;
  /** A list. Empty, people read `whenEmpty`. */
  list<Row>(rows: readonly Row[], columns: Columns<Row>, whenEmpty?: string): void;
  /** One thing, with lists that belong to it. */
  show(record: Record<string, Cell>, parts?: Record<string, Part>): void;
  /** The outcome of an action: a sentence for people, and the same with its facts for machines. */
  outcome(sentence: string, facts?: Record<string, unknown>): void;
  /** A sentence for people; machines do not get it. */
  say(sentence: string): void;
  /** A value for machines; people do not get it. */
  data(value: unknown): void;
}

/** Rows with their columns already applied. */
export interface Part {
  titles: string[];
  rows: Cell[][];
}

export function money(amount_minor: number, currency: string): Money {
  return { amount_minor, currency };
}

/** Rows as a part of `show`. */
export function part<Row>(rows: readonly Row[], columns: Columns<Row>): Part {
  const titles = Object.keys(columns);
  return { titles, rows: rows.map((row) => titles.map((title) => columns[title]?.(row))) };
}

export type Format = 'table' | 'json' | 'csv';

/** Writes to `stdout`; lines are cut to the terminal's width, and never where it is no terminal. */
export function createOutput(format: Format, stdout: Writable & { isTTY?: boolean; columns?: number }): Output {
  const json = format === 'json';
  const width = stdout.isTTY ? stdout.columns : undefined;
  const print = (lines: readonly string[]): void => void stdout.write(lines.map((line) => `${line}\n`).join(''));
  const printJson = (value: unknown): void => print([JSON.stringify(value, null, 2)]);
  const table = ({ titles, rows }: Part): string[] =>
    format === 'csv' ? formatCsv(titles, rows) : formatTable(titles.map(inWords), rows, width);
  return {
    json,
    list(rows, columns, whenEmpty = 'nothing') {
      const listed = part(rows, columns);
      if (json) printJson(objectsOf(listed));
      else print(rows.length === 0 && format === 'table' ? [whenEmpty] : table(listed));
    },
    show(record, parts = {}) {
      const lists = Object.entries(parts);
      if (json) {
        printJson({ ...definite(record), ...Object.fromEntries(lists.map(([name, rows]) => [name, objectsOf(rows)])) });
        return;
      }
      print(formatRecord(Object.fromEntries(Object.entries(record).map(([name, cell]) => [inWords(name), cell]))));
      for (const [name, rows] of lists) {
        if (rows.rows.length > 0) print(['', `${inWords(name)}:`, ...table(rows)]);
      }
    },
    outcome(sentence, facts = {}) {
      if (json) printJson({ message: sentence, ...facts });
      else print([sentence]);
    },
    say(sentence) {
      if (!json) print([sentence]);
    },
    data(value) {
      if (json) printJson(value);
    },
  };
}

function objectsOf({ titles, rows }: Part): Record<string, Cell>[] {
  return rows.map((row) => Object.fromEntries(titles.map((title, column) => [title, row[column] ?? null])));
}

function definite(record: Record<string, Cell>): Record<string, Cell> {
  return Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, cell ?? null]));
}

function inWords(name: string): string {
  return name.replaceAll('_', ' ');
}
