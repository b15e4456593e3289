import { beforeAll, describe, expect, test } from 'vitest';

import { importFile, type ImportNoun, type ImportReport } from '../../client/imports.ts';
import { first, run } from '../../db/connection.ts';
import { testDatabase } from '../support/database.ts';
import { creditorIban } from '../support/fixtures.ts';

const database = testDatabase('imported_systems');
const at = '2026-01-05T07:00:00.000Z';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const load = (noun: ImportNoun, text: string): Promise<ImportReport> =>
  importFile(database.db, noun, bytesOf(text), { actor: 'dora', at, baseDir: '/base' });

beforeAll(async () => {
  await load('creditors', 'code,name,zone,currency,identifier\nnoord,Noorderlicht,Europe/Amsterdam,EUR,');
  await load(
    'creditor-accounts',
    `creditor,code,name,iban,bic,books_from,first_as_frst\nnoord,main,Noorderlicht,${creditorIban},,,no`,
  );
});

describe('collection systems', () => {
  const system = {
    code: 'sepa-noord',
    adapter: 'sepa-core',
    creditor: 'noord',
    account: 'main',
    exchange: { kind: 'directory', outbox: 'out', inbox: '/abs/in' },
    message_version: 'pain.008.001.08',
    cut_off: '12:30',
    lead_days: 1,
    max_amount_minor: 500_000,
    max_lines: 100,
  };
  const loadSystems = (value: unknown) => load('systems', JSON.stringify(value));

  test('settings change by import, but not whether the system is active', async () => {
    expect(await loadSystems([system])).toMatchObject({ added: 1 });
    await run(database.db, 'UPDATE collection_systems SET active = false');
    expect(await loadSystems([system])).toMatchObject({ unchanged: 1 });
    expect(await loadSystems([{ ...system, max_lines: 50 }])).toMatchObject({ changed: 1 });
    expect(
      await first(database.db, `SELECT active, max_lines, exchange FROM collection_systems WHERE code = 'sepa-noord'`),
    ).toEqual({
      active: false,
      max_lines: 50,
      exchange: { kind: 'directory', outbox: '/base/out', inbox: '/abs/in' },
    });
  });

  test('O6 an exchange by SFTP keeps its remote paths; those of the secrets are made absolute', async () => {
    const sftp = {
      kind: 'sftp',
      host: 'sftp.bank.example',
      user: 'incasso',
      host_keys: [`SHA256:${'a'.repeat(43)}`],
      password_file: 'secrets/bank',
      outbox: 'to-bank',
      inbox: '/from-bank',
    };
    expect(await loadSystems([{ ...system, exchange: sftp }])).toMatchObject({ changed: 1 });
    expect(await first(database.db, `SELECT exchange FROM collection_systems WHERE code = 'sepa-noord'`)).toEqual({
      exchange: {
        ...sftp,
        port: 22,
        password_file: '/base/secrets/bank',
        connect_timeout_ms: 20_000,
        silence_timeout_ms: 60_000,
      },
    });
    const { password_file: _, ...noSecret } = sftp;
    const wrong: [object, string][] = [
      [noSecret, 'exchange.key_file'],
      [{ ...sftp, key_file: 'key' }, 'exchange.key_file'],
      [{ ...sftp, host_keys: [] }, 'exchange.host_keys'],
      [{ ...sftp, host_keys: ['MD5:00:11'] }, 'exchange.host_keys.0'],
      [{ ...sftp, password: 'correct horse' }, 'exchange'],
      [{ ...sftp, host: 'me@bank:22' }, 'exchange.host'],
      [{ ...sftp, kind: 'ftp' }, 'exchange.kind'],
    ];
    for (const [exchange, field] of wrong) {
      const report = await loadSystems([{ ...system, exchange }]);
      expect(report).toMatchObject({ read: 1, refused: 1 });
      expect(report.findings.map((finding) => finding.field)).toEqual([field]);
      expect(JSON.stringify(report)).not.toContain('horse');
    }
  });

  test('C4 expected files are kept with when they were set; wrong ones are refused by field', async () => {
    const payments = { kind: 'payments', days: 'mon-fri', by: '10:00' };
    const now = () =>
      first(database.db, `SELECT expected_files, expected_since FROM collection_systems WHERE code = 'sepa-noord'`);
    expect(await loadSystems([{ ...system, expected_files: [payments] }])).toMatchObject({ changed: 1 });
    expect(await now()).toEqual({ expected_files: [payments], expected_since: at });
    expect(await loadSystems([{ ...system, expected_files: [payments] }])).toMatchObject({ unchanged: 1 });
    const wrong: [object[], string][] = [
      [[{ ...payments, kind: 'outgoing' }], 'expected_files.0.kind'],
      [[{ ...payments, days: 'mon-sonntag' }], 'expected_files.0.days'],
      [[{ ...payments, by: '25:00' }], 'expected_files.0.by'],
      [[payments, payments], 'expected_files'],
      [[{ ...payments, kind: 'agreements' }], 'expected_files'],
    ];
    for (const [expected_files, field] of wrong) {
      const report = await loadSystems([{ ...system, expected_files }]);
      expect(report.findings.map((finding) => finding.field)).toEqual([field]);
    }
  });

  test('a wrong element is reported by its place and path, a file that is no array is refused', async () => {
    const report = await loadSystems([
      { ...system, cut_off: '25:00', exchange: { kind: 'directory', outbox: '' }, colour: 1 },
      7,
    ]);
    expect(report).toMatchObject({ read: 2, refused: 2 });
    expect(new Set(report.findings.map(({ line, field }) => `${line} ${field}`))).toEqual(
      new Set(['1 cut_off', '1 exchange.outbox', '1 exchange.inbox', '1 ', '2 ']),
    );
    await expect(loadSystems({ system })).rejects.toMatchObject({ type: 'FILE_UNREADABLE' });
    await expect(load('systems', '{')).rejects.toThrow('the file is not JSON');
  });
});
