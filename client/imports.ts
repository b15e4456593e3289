import { resolve } from 'node:path';

import type { Db } from '../db/connection.ts';
import { bankAccountTable } from '../db/imports/bankAccounts.ts';
import { creditorAccountTable } from '../db/imports/creditorAccounts.ts';
import { creditorTable } from '../db/imports/creditors.ts';
import { customerTable } from '../db/imports/customers.ts';
import { dossierTable } from '../db/imports/dossiers.ts';
import { importRows, type NumberedRow } from '../db/imports/importRows.ts';
import { itemTable } from '../db/imports/items.ts';
import { mandateTable } from '../db/imports/mandates.ts';
import { operatorTable } from '../db/imports/operators.ts';
import { signatureTable } from '../db/imports/signatures.ts';
import { systemTable } from '../db/imports/systems.ts';
import type { ImportTable } from '../db/imports/table.ts';
import { taskTable } from '../db/imports/tasks.ts';
import { bankAccountRules } from '../domain/imports/bankAccounts.ts';
import { checkRow, shortened } from '../domain/imports/checkRow.ts';
import { creditorAccountRules } from '../domain/imports/creditorAccounts.ts';
import { creditorRules } from '../domain/imports/creditors.ts';
import { customerRules } from '../domain/imports/customers.ts';
import { dossierRules } from '../domain/imports/dossiers.ts';
import { itemRules } from '../domain/imports/items.ts';
import { mandateRules } from '../domain/imports/mandates.ts';
import { operatorRules } from '../domain/imports/operators.ts';
import type { RowRules } from '../domain/imports/rules.ts';
import { signatureRules } from '../domain/imports/signatures.ts';
import { systemRules } from '../domain/imports/systems.ts';
import { taskRules } from '../domain/imports/tasks.ts';
import type { Finding } from '../domain/inbound.ts';
import { readCsv } from '../formats/csv.ts';
import { readJsonArray } from '../formats/jsonArray.ts';

/** What can be imported, in the order in which one kind needs the other: items name customers, mandates name items. */
export const importNouns = [
  'creditors',
  'creditor-accounts',
  'systems',
  'operators',
  'customers',
  'bank-accounts',
  'items',
  'mandates',
  'signatures',
  'dossiers',
  'tasks',
] as const;

export type ImportNoun = (typeof importNouns)[number];

export interface ImportOptions {
  /** Who imports: an operator's code. */
  actor: string;
  /** The business instant of the import, ISO. */
  at: string;
  /** Gives the same report and changes nothing. */
  dryRun?: boolean;
  /** What relative paths of a collection system's exchange start from; the command gives the data folder. */
  baseDir?: string;
}

/** What became of the rows of a file: read = added + changed + unchanged + refused. */
export interface ImportReport {
  noun: ImportNoun;
  read: number;
  added: number;
  changed: number;
  unchanged: number;
  /** Rows that did not go in; each has at least one finding that is an error. */
  refused: number;
  /** By line, at most 1,000; `refused` counts all rows. */
  findings: Finding[];
}

const mostFindings = 1_000;

/** A row as its reader gives it: fields, or what is wrong with it as a whole. */
type GivenRow = { line: number; fields: unknown } | { line: number; finding: Finding };

/** Where the rows of one kind come from, what they must be, and where they go. */
interface Import {
  read: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<GivenRow>;
  rules: RowRules;
  table: ImportTable;
}

/**
 * Imports a file: CSV, or JSON for collection systems. Good rows go in, in one transaction; bad rows are reported;
 * nothing else is held up. Importing the same file again changes nothing.
 * @throws IncassoError FILE_UNREADABLE or INVALID_INPUT when the file as a whole cannot be read; then nothing went in.
 */
export async function importFile(
  db: Db,
  noun: ImportNoun,
  chunks: AsyncIterable<Uint8Array>,
  { actor, at, dryRun = false, baseDir }: ImportOptions,
): Promise<ImportReport> {
  const { read, rules, table } = importOf(noun, baseDir ?? '.');
  const counted = { read: 0, refused: 0, findings: [] as Finding[] };
  const rows = goodRows(read(chunks), rules, counted);
  const { added, changed, unchanged, refused, refusals } = await importRows(db, table, rows, {
    stamp: { at, actor },
    dryRun,
  });
  const findings = [
    ...counted.findings,
    ...refusals.map((refusal): Finding => ({ ...shortened(refusal), severity: 'error' })),
  ];
  return {
    noun,
    read: counted.read,
    added,
    changed,
    unchanged,
    refused: counted.refused + refused,
    findings: findings.sort((one, other) => one.line - other.line).slice(0, mostFindings),
  };
}

/** The rows that keep their rules; the others are counted, and what is to be said of them is kept. */
async function* goodRows(
  rows: AsyncIterable<GivenRow>,
  rules: RowRules,
  counted: { read: number; refused: number; findings: Finding[] },
): AsyncGenerator<NumberedRow> {
  for await (const given of rows) {
    const { line } = given;
    const { row, findings } =
      'finding' in given ? { row: undefined, findings: [given.finding] } : checkRow(rules, line, given.fields);
    counted.read += 1;
    if (counted.findings.length < mostFindings) counted.findings.push(...findings);
    if (row === undefined) counted.refused += 1;
    else yield { line, row };
  }
}

function importOf(noun: ImportNoun, baseDir: string): Import {
  switch (noun) {
    case 'creditors':
      return csv(creditorRules, creditorTable);
    case 'creditor-accounts':
      return csv(creditorAccountRules, creditorAccountTable);
    case 'systems':
      return { read: readJsonArray, rules: systemRules((path) => resolve(baseDir, path)), table: systemTable };
    case 'operators':
      return csv(operatorRules, operatorTable);
    case 'customers':
      return csv(customerRules, customerTable);
    case 'bank-accounts':
      return csv(bankAccountRules, bankAccountTable);
    case 'items':
      return csv(itemRules, itemTable);
    case 'mandates':
      return csv(mandateRules, mandateTable);
    case 'signatures':
      return csv(signatureRules, signatureTable);
    case 'dossiers':
      return csv(dossierRules, dossierTable);
    case 'tasks':
      return { read: readCsvOrJson, rules: taskRules, table: taskTable };
  }
}

/** A file of tasks: JSON when it begins with '[', else CSV. */
async function* readCsvOrJson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<GivenRow> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    for (let next = first; !next.done; next = await source.next()) yield next.value;
  };
  const isJson = !first.done && Buffer.from(first.value).toString('latin1').trimStart().startsWith('[');
  yield* isJson ? readJsonArray(whole()) : readCsv(whole(), taskRules);
}

function csv(rules: RowRules, table: ImportTable): Import {
  return { read: (chunks) => readCsv(chunks, rules), rules, table };
}
