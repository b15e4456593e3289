import { beforeAll, describe, expect, test } from 'vitest';

import { importFile, type ImportNoun, type ImportReport } from '../../client/imports.ts';
import { first, many, one, run } from '../../db/connection.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('imports');
const at = '2026-01-05T07:00:00.000Z';

const headers: Record<ImportNoun, string> = {
  creditors: 'code,name,zone,currency,identifier',
  'creditor-accounts': 'creditor,code,name,iban,bic,books_from,first_as_frst',
  systems: '',
  operators: 'code,name,email,language,zone,roles,creditors',
  customers:
    'creditor,number,name,email,language,country,street,building,postcode,town,collect_automatically,mandate_required_per_invoice',
  'bank-accounts': 'creditor,customer,iban,bic,added_on,closed_on',
  items:
    'creditor,customer,kind,number,issued_on,due_on,currency,amount,description,collect_automatically,mandate_required',
  mandates: 'creditor,customer,iban,umr,scheme,kind,item,signed_on,state,origin',
  signatures: 'creditor,umr,signed_on,place,channel,iban,bic',
  dossiers: 'code,name,creditor,manager,package_code',
  tasks: 'dossier,kind,reference,needed_by,package_code,document,journal,period,booked_on,amount,currency,vat_code',
};

async function* bytesOf(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

async function load(noun: ImportNoun, ...rows: string[]): Promise<ImportReport> {
  return importFile(database.db, noun, bytesOf([headers[noun], ...rows].join('\n')), { actor: 'dora', at });
}

function rulesOf(report: ImportReport): string[] {
  return report.findings.map(({ line, field, rule }) => `${line} ${field}: ${rule}`);
}

async function openMinor(number: string): Promise<number> {
  const sql = 'SELECT b.open_minor FROM item_balances b JOIN items i ON i.id = b.item_id WHERE i.number = :number';
  return (await one<{ open_minor: number }>(database.db, number, sql, { number })).open_minor;
}

async function setOpen(number: string, open: number): Promise<void> {
  const sql =
    'UPDATE item_balances SET open_minor = :open WHERE item_id = (SELECT id FROM items WHERE number = :number)';
  await run(database.db, sql, { number, open });
}

const nl = 'NL91ABNA0417164300';
const de = 'DE89370400440532013000';
const fr = 'FR1420041010050500013M02606';
const ch = 'CH9300762011623852957';

beforeAll(async () => {
  await load('creditors', 'noord,Noorderlicht Energie BV,Europe/Amsterdam,EUR,', 'sued,Südwind,Europe/Berlin,EUR,');
  await load('creditor-accounts', `noord,main,Noorderlicht Energie BV,${nl},,,no`);
  await load(
    'customers',
    'noord,1,Zoë Süß,,nl,NL,Rue de l’Église,1,9711 AA,Groningen,yes,no',
    'noord,2,Jan,,nl,NL,,,,,no,yes',
    'noord,3,Kees,,nl,NL,,,,,yes,no',
    'sued,1,Uwe,,de,DE,,,,,yes,no',
  );
  const accounts = [`noord,1,${nl},,2024-01-01,`, `noord,2,${de},,2024-01-01,`, `noord,3,${de},,2024-01-01,`];
  await load('bank-accounts', ...accounts, `sued,1,${nl},,2024-01-01,`);
});

describe('customers', () => {
  test('the name and address are kept as given and, once, as they stand in bank files', async () => {
    const row = await first(database.db, `SELECT name, sepa_name, sepa_address FROM customers WHERE name = 'Zoë Süß'`);
    expect(row).toEqual({
      name: 'Zoë Süß',
      sepa_name: 'Zoe Suess',
      sepa_address: {
        street: "Rue de l'Eglise",
        building_number: '1',
        postcode: '9711 AA',
        town: 'Groningen',
        country: 'NL',
      },
    });
    const without = await first(database.db, `SELECT sepa_address FROM customers WHERE name = 'Jan'`);
    expect(without).toEqual({ sepa_address: null });
  });

  test('a row with other content changes its customer, the same row again does not', async () => {
    const row = 'noord,4,Piet,piet@example.nl,nl,NL,,,,,yes,no';
    expect(await load('customers', row)).toMatchObject({ added: 1, changed: 0, unchanged: 0 });
    expect(await load('customers', row)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(await load('customers', row.replace('piet@example.nl', ''))).toMatchObject({ added: 0, changed: 1 });
    const changed = await first(database.db, `SELECT email FROM customers WHERE number = '4'`);
    expect(changed).toEqual({ email: null });
  });

  test('C15 what tells a customer of a debit is the invoice, unless a row says otherwise; a row that says nothing leaves it', async () => {
    const given = async (...rows: string[]) => {
      const text = [`${headers.customers},pre_notification`, ...rows].join('\n');
      return importFile(database.db, 'customers', bytesOf(text), { actor: 'dora', at });
    };
    const now = () =>
      many(database.db, `SELECT pre_notification AS by FROM customers WHERE number IN ('P1', 'P2') ORDER BY number`);
    const [one, two] = ['noord,P1,A,a@example.nl,nl,NL,,,,,no,no', 'noord,P2,B,,nl,NL,,,,,no,no'];
    await load('customers', one, two);
    expect(await now()).toEqual([{ by: 'invoice' }, { by: 'invoice' }]);
    await given(`${one},email`, `${two},`);
    expect(await now()).toEqual([{ by: 'email' }, { by: 'invoice' }]);
    expect(await load('customers', one)).toMatchObject({ unchanged: 1 });
    expect(await now()).toEqual([{ by: 'email' }, { by: 'invoice' }]);
    expect(await given(`${one},invoice`)).toMatchObject({ changed: 1 });
    expect(rulesOf(await given(`${one},letter`))).toEqual(['2 pre_notification: must be one of invoice, email']);
  });

  test('of a number that stands twice the first row goes in, and the other names its line', async () => {
    const report = await load(
      'customers',
      'noord,5,A,,nl,NL,,,,,yes,no',
      'sued,5,B,,de,DE,,,,,yes,no',
      'noord,5,C,,nl,NL,,,,,yes,no',
    );
    expect(report).toMatchObject({ read: 3, added: 2, refused: 1 });
    expect(report.findings).toEqual([
      { line: 4, field: 'number', value: '5', rule: 'stands already in line 2', severity: 'error' },
    ]);
  });

  test('a value in a finding has at most 80 characters, and a line break is not taken in', async () => {
    const report = await load(
      'customers',
      `noord,6,${'x'.repeat(200)},,nl,NL,,,,,yes,no`,
      'noord,7,"a\nb",,nl,NL,,,,,yes,no',
    );
    expect(report.findings[0]?.value).toHaveLength(80);
    expect(rulesOf(report)).toEqual([
      '2 name: may have at most 140 characters',
      '3 name: may not have line breaks or control characters',
    ]);
  });
});

describe('bank accounts', () => {
  test('an account may be closed, and is not opened again by a file that does not know it', async () => {
    expect(await load('bank-accounts', `noord,1,${fr},,2024-02-01,`)).toMatchObject({ added: 1 });
    expect(await load('bank-accounts', `noord,1,${fr},,2024-02-01,2025-12-31`)).toMatchObject({ changed: 1 });
    expect(await load('bank-accounts', `noord,1,${fr},,2024-02-01,`)).toMatchObject({ unchanged: 1 });
  });

  test('an account is never edited: another BIC or day is refused', async () => {
    const report = await load('bank-accounts', `noord,1,${nl},ABNANL2A,2024-01-01,`, `noord,2,${de},,2024-01-02,`);
    expect(rulesOf(report)).toEqual([
      '2 bic: is not the BIC that this account has; an account is added or closed, never edited',
      '3 added_on: is not the day on which this account was added; an account is added or closed, never edited',
    ]);
  });

  test('an account outside the EEA without BIC goes in with a warning', async () => {
    const report = await load('bank-accounts', `noord,3,${ch},,2024-01-01,`);
    expect(report).toMatchObject({ added: 1, findings: [{ field: 'bic', severity: 'warning' }] });
  });
});

describe('items', () => {
  const item = (number: string, amount: string): string =>
    `noord,1,invoice,${number},2026-01-02,2026-01-20,EUR,${amount},Strom für Zoë,,`;

  test('an invoice is open in full, a credit note is owed to the customer, and the remittance is SEPA text', async () => {
    const credit = 'noord,1,credit_note,C1,2026-01-02,2026-01-20,EUR,5,Creditnota,,';
    expect(await load('items', item('A1', '12.5'), credit)).toMatchObject({ added: 2, findings: [] });
    expect([await openMinor('A1'), await openMinor('C1')]).toEqual([1250, -500]);
    const row = await first(database.db, `SELECT remittance FROM items WHERE number = 'A1'`);
    expect(row).toEqual({ remittance: 'A1 Strom fuer Zoe' });
  });

  test('a paid item is not opened again by the same file', async () => {
    await load('items', item('A2', '100'));
    await setOpen('A2', 0);
    expect(await load('items', item('A2', '100.00'))).toMatchObject({ unchanged: 1 });
    expect(await openMinor('A2')).toBe(0);
  });

  test('a corrected amount moves the open rest by the difference, and never below what was paid', async () => {
    await load('items', item('A3', '100'));
    await setOpen('A3', 3000);
    expect(await load('items', item('A3', '120'))).toMatchObject({ changed: 1 });
    expect(await openMinor('A3')).toBe(5000);
    expect(rulesOf(await load('items', item('A3', '69.99')))).toEqual([
      '2 amount: is less than what was paid or credited already',
    ]);
    expect(await openMinor('A3')).toBe(5000);
  });

  test('the amount of an item that is being collected does not change; the rest of the file goes in', async () => {
    await load('items', item('A4', '100'));
    await startCollection('A4');
    const report = await load('items', item('A4', '90'), item('A5', '10'));
    expect(report).toMatchObject({ added: 1, changed: 0, refused: 1 });
    expect(report.findings).toMatchObject([{ line: 2, field: 'amount', value: '90' }]);
    expect(await openMinor('A4')).toBe(10_000);
  });

  test('a number belongs to one customer', async () => {
    await load('items', item('A6', '100'));
    const report = await load('items', item('A6', '100').replace('noord,1,', 'noord,3,'));
    expect(rulesOf(report)).toEqual([
      '2 number: is already the number of an item of another customer, kind or currency',
    ]);
  });

  test('how to collect comes from the customer when the item is first seen, unless the row says it', async () => {
    const rows = ['B1,2026-01-02,2026-01-20,EUR,10,x,,', 'B2,2026-01-02,2026-01-20,EUR,10,x,yes,no'];
    await load('items', ...rows.map((row) => `noord,2,invoice,${row}`));
    await load('customers', 'noord,2,Jan,,nl,NL,,,,,yes,no');
    expect(await load('items', ...rows.map((row) => `noord,2,invoice,${row}`))).toMatchObject({ unchanged: 2 });
    const sql = `SELECT collect_automatically, mandate_required FROM items WHERE number IN ('B1', 'B2') ORDER BY number`;
    expect(await many(database.db, sql)).toEqual([
      { collect_automatically: false, mandate_required: true },
      { collect_automatically: true, mandate_required: false },
    ]);
  });
});

describe('mandates', () => {
  const recurring = (customer: string, iban: string, umr: string): string =>
    `noord,${customer},${iban},${umr},CORE,recurring,,2025-01-01,active,sepa`;

  test('its creation stands in the history, with the day and the person', async () => {
    expect(await load('mandates', recurring('1', nl, 'M-1'))).toMatchObject({ added: 1 });
    const sql = `SELECT from_state, to_state, at, actor, reason FROM transitions WHERE subject_kind = 'mandate'
        AND subject_id = (SELECT id FROM mandates WHERE umr = 'M-1')`;
    expect(await many(database.db, sql)).toEqual([
      { from_state: null, to_state: 'active', at, actor: 'dora', reason: 'imported' },
    ]);
  });

  test('a mandate that was withdrawn since stays so; other content is refused', async () => {
    await run(database.db, `UPDATE mandates SET state = 'withdrawn' WHERE umr = 'M-1'`);
    expect(await load('mandates', recurring('1', nl, 'm -1'))).toMatchObject({ unchanged: 1 });
    expect(rulesOf(await load('mandates', recurring('1', nl, 'M-1').replace('2025-01-01', '2025-01-02')))).toEqual([
      '2 umr: is known with other content; an import adds mandates, and signs those that are to be signed',
    ]);
    await run(database.db, `UPDATE mandates SET state = 'active' WHERE umr = 'M-1'`);
  });

  test('a customer has one living recurring mandate of a scheme, in the database and in the file', async () => {
    const report = await load(
      'mandates',
      recurring('1', nl, 'M-2'),
      recurring('3', de, 'M-3'),
      recurring('3', ch, 'M-4'),
    );
    expect(rulesOf(report)).toEqual([
      '2 umr: the customer has another living recurring mandate of this scheme',
      '4 customer: has another living recurring mandate of this scheme in line 3',
    ]);
    expect(report.added).toBe(1);
  });

  test('M11 new, changed, unchanged, refused: a row that is signed signs the mandate that is to be signed, once', async () => {
    await load('customers', 'noord,9,Nine,,nl,NL,,,,,yes,no');
    const iban = 'NL20INGB0001234567';
    await load('bank-accounts', `noord,9,${iban},,2024-01-01,`);
    const signed = `noord,9,${iban},sr-9,CORE,recurring,,2026-01-05,active,sepa`;
    const unknown = signed.replace('sr-9', 'X-1').replace('noord,9,', 'noord,99,');
    expect(await load('mandates', signed, unknown)).toMatchObject({ added: 0, changed: 1, unchanged: 0, refused: 1 });
    expect(await load('mandates', signed, unknown)).toMatchObject({ added: 0, changed: 0, unchanged: 1, refused: 1 });
    const [mandate] = await many(database.db, `SELECT state, signed_on FROM mandates WHERE umr = 'SR-9'`);
    expect(mandate).toEqual({ state: 'active', signed_on: '2026-01-05' });
    expect(rulesOf(await load('mandates', signed.replace('sr-9', 'X-2').replace('2026-01-05', '2026-01-06')))).toEqual([
      '2 signed_on: is in the future',
    ]);
  });

  test('M11 without a customer the account decides, of this creditor, when exactly one customer has it', async () => {
    const report = await load(
      'mandates',
      recurring('', de, 'M-5'),
      recurring('', fr, 'M-6'),
      recurring('', nl, 'M-7').replace('noord', 'sued'),
    );
    expect(rulesOf(report)).toEqual([
      '2 iban: is an account of several customers: name the customer',
      '3 iban: is not an account of this customer, or of any where none is named',
    ]);
    expect(report.added).toBe(1);
  });

  test('a one-off mandate is for an item of the customer, once', async () => {
    const oneOff = (customer: string, iban: string, umr: string, item: string): string =>
      `noord,${customer},${iban},${umr},CORE,one_off,${item},2026-01-02,active,sepa`;
    const report = await load(
      'mandates',
      oneOff('2', de, 'O-1', 'B1'),
      oneOff('3', de, 'O-2', 'B1'),
      oneOff('2', de, 'O-3', 'B1'),
    );
    expect(rulesOf(report)).toEqual([
      '3 item: is no item of this customer',
      '4 item: has another one-off mandate in line 2',
    ]);
    expect(rulesOf(await load('mandates', oneOff('2', de, 'O-4', 'B1')))).toEqual([
      '2 umr: the item has another one-off mandate',
    ]);
  });
});

describe('the import as a whole', () => {
  test('a file that turns out unreadable after good rows leaves nothing', async () => {
    const good = `${headers.customers}\nnoord,90,X,,nl,NL,,,,,yes,no\n`;
    const damaged = bytesOf(good, Uint8Array.of(0xff, 0xfe));
    await expect(importFile(database.db, 'customers', damaged, { actor: 'dora', at })).rejects.toThrow(
      /line 3: is not UTF-8/,
    );
    expect(await many(database.db, `SELECT id FROM customers WHERE number = '90'`)).toEqual([]);
  });

  test('the same file twice at once: each row goes in once', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => `noord,T${index},X,,nl,NL,,,,,yes,no`);
    const reports = await Promise.all([load('customers', ...rows), load('customers', ...rows)]);
    expect(reports.map(({ added }) => added).sort((one, other) => one - other)).toEqual([0, 500]);
    expect(reports.map(({ unchanged }) => unchanged).sort((one, other) => one - other)).toEqual([0, 500]);
  });

  test('ten thousand bad rows are counted, a thousand findings are kept, and the good row goes in', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `noord,U${index},,,nl,NL,,,,,yes,no`);
    const report = await load('customers', ...rows, 'noord,V1,X,,nl,NL,,,,,yes,no');
    expect(report).toMatchObject({ read: 10_001, added: 1, refused: 10_000 });
    expect(report.findings).toHaveLength(1_000);
  });
});

/** A line of the journal in flight for an item, as freezing would leave it. */
async function startCollection(number: string): Promise<void> {
  const systems = `INSERT INTO collection_systems (code, adapter, creditor_id, creditor_account_id, exchange, message_version,
      cut_off, lead_days, max_amount_minor, max_lines)
    SELECT 'before', 'sepa-core', c.id, a.id, '{}', 'pain.008.001.08', '12:30', 1, 1, 1
      FROM creditors c JOIN creditor_accounts a ON a.creditor_id = c.id WHERE c.code = 'noord' RETURNING id`;
  const { id } = await one<{ id: number }>(database.db, 'system', systems);
  await run(
    database.db,
    `INSERT INTO collections (creditor_id, system_id, item_id, direction, currency, amount_minor, due_on, state, state_since)
     SELECT creditor_id, :id, id, 'debit', currency, amount_minor, due_on, 'in_flight', :at FROM items WHERE number = :number`,
    { id, at, number },
  );
}
