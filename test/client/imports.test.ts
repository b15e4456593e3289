import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { importNouns, type ImportReport } from '../../client/imports.ts';
import { many, one } from '../../db/connection.ts';
import { testDatabase } from '../support/database.ts';
import { importSamples, sampleFile, samples } from './importSamples.ts';

const database = testDatabase('samples');
const readme = readFileSync(join(samples, 'README.md'), 'utf8');

/** The rows of the README's table that begins with this header. */
function table(header: string): string[][] {
  const lines = readme.split('\n');
  const from = lines.findIndex((line) => line.replace(/ +/g, ' ') === header) + 2;
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'));
  return lines.slice(from, from + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function errorsOf(reports: Map<string, ImportReport>): string[][] {
  return [...reports].flatMap(([file, report]) =>
    report.findings
      .filter((finding) => finding.severity === 'error')
      .map((finding) => [file, String(finding.line), finding.field || '(row)', finding.rule]),
  );
}

async function sizes(): Promise<Record<string, number>> {
  return one(
    database.db,
    'sizes',
    `SELECT (SELECT count(*) FROM creditors)::int AS creditors, (SELECT count(*) FROM customers)::int AS customers,
            (SELECT count(*) FROM bank_accounts)::int AS bank_accounts, (SELECT count(*) FROM items)::int AS items,
            (SELECT count(*) FROM item_balances)::int AS balances, (SELECT count(*) FROM mandates)::int AS mandates,
            (SELECT count(*) FROM collection_systems)::int AS systems, (SELECT count(*) FROM transitions)::int AS transitions`,
  );
}

// In this order: each test goes on from what the one before left.
describe('the samples', () => {
  test('a dry run of the first file reports what would go in and leaves nothing', async () => {
    const reports = await importSamples(database.db, true);
    expect(reports.get('creditors.csv')).toMatchObject({ read: 4, added: 3, refused: 1 });
    expect(Object.values(await sizes())).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('exactly the good rows go in, and exactly the bad rows of the README are refused, with line, field and rule', async () => {
    const reports = await importSamples(database.db);
    const counts = [...reports].map(([file, report]) => [
      file,
      ...[report.read, report.added, report.refused].map(String),
    ]);
    expect(counts).toEqual(table('| file | rows | added | refused |'));
    expect(errorsOf(reports)).toEqual(table('| file | line | field | rule |'));
    expect(await sizes()).toEqual({
      creditors: 3,
      customers: 202 + 24,
      bank_accounts: 202 + 3,
      items: 302 + 28,
      balances: 302 + 28,
      // those of the file, and those that were asked for when customers and items came in (M1, M2)
      mandates: 188 + 192,
      systems: 4,
      // made, given way to the file's, signed; and the tasks
      transitions: 188 + 192 + 176 + 3 + 115,
    });
  });

  test('imported again, nothing is added or changed', async () => {
    const before = await sizes();
    const reports = await importSamples(database.db);
    for (const report of reports.values()) {
      expect(report).toMatchObject({ added: 0, changed: 0, unchanged: report.read - report.refused });
    }
    expect([...reports.keys()]).toEqual(importNouns.map(sampleFile));
    expect(await sizes()).toEqual(before);
  });

  test('a long name is cut and the rest transliterated for bank files, and the cut is reported', async () => {
    const rows = await many<{ name: string; sepa_name: string }>(database.db, 'SELECT name, sepa_name FROM customers');
    for (const { sepa_name } of rows) expect(sepa_name).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]{1,70}$/);
    expect(rows.filter(({ name }) => name.length > 70)).toHaveLength(1);
    expect(rows.filter(({ name, sepa_name }) => name !== sepa_name).length).toBeGreaterThan(50);
  });

  test('the exchange of a system has absolute paths below the base directory', async () => {
    const rows = await many<{ exchange: unknown }>(
      database.db,
      `SELECT exchange FROM collection_systems WHERE code = 'sepa-noord'`,
    );
    expect(rows[0]?.exchange).toEqual({
      kind: 'directory',
      outbox: '/srv/incasso/banks/bank-a/to-bank',
      taken: '/srv/incasso/banks/bank-a/to-bank/taken',
      inbox: '/srv/incasso/banks/bank-a/from-bank',
    });
  });

  test('each rule of the simulated banks is about an active mandate with exactly one item to collect, or one credit note to pay out', async () => {
    for (const [bank, expected] of [
      [
        'bank-a',
        ['reject AC04', 'reject AM04', 'return AM04', 'return MS03', 'return MD07', 'refund MD06', 'reject AM04'],
      ],
      ['bank-b', ['reject MD01', 'return AC06', 'return AM04', 'refund MD06', 'return AC04']],
    ] as const) {
      const rules = JSON.parse(readFileSync(join(samples, bank, 'rules.json'), 'utf8')) as Rule[];
      expect(rules.map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual(expected);
      for (const { match } of rules) {
        const found =
          match.umr === undefined
            ? await many(database.db, payable, { iban: match.creditor_iban ?? '' })
            : await many(database.db, collectable, { umr: match.umr });
        expect({ match, found: found.length }).toEqual({ match, found: 1 });
      }
    }
  });
});

interface Rule {
  match: { umr?: string; creditor_iban?: string };
  outcome: string;
  reason: string;
}

const collectable = `
  SELECT i.id FROM mandates m JOIN items i ON i.customer_id = m.customer_id JOIN item_balances b ON b.item_id = i.id
   WHERE m.umr = :umr AND m.state = 'active' AND (m.kind = 'one_off' AND m.item_id = i.id OR m.kind = 'recurring' AND NOT i.mandate_required)
     AND m.signed_on <= '2026-01-05' AND b.open_minor > 0 AND i.collect_automatically AND i.amount_minor <= 500000
     AND i.issued_on + 14 <= i.due_on AND i.due_on BETWEEN '2026-01-12' AND CASE m.kind WHEN 'one_off' THEN date '2026-02-28' ELSE '2026-01-16' END`;

/** Credit notes whose money goes to an account. */
const payable = `
  SELECT i.id FROM bank_accounts a JOIN items i ON i.customer_id = a.customer_id JOIN item_balances b ON b.item_id = i.id
   WHERE a.iban = :iban AND a.closed_on IS NULL AND b.open_minor < 0`;
