import { beforeAll, describe, expect, test } from 'vitest';

import { signalNames } from '../../domain/collectionSignals.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { addLine } from '../support/lines.ts';
import { incasso } from './support.ts';

const database = testDatabase('client_signals');

beforeAll(() =>
  insertOffice(database.db, { customers: 0, issuedOn: '2026-02-01', dueOn: '2026-03-01', bankDir: '/nowhere' }),
);

const command = (...args: string[]) => incasso(args, { DATABASE_URL: database.url, INCASSO_OPERATOR: 'anna' });

describe('the command', () => {
  test('C17 collections signals lists them with count and sum, and the lines behind one', async () => {
    const line = await addLine(database.db);
    const totals = await command('collections', 'signals', 'sepa-noord', '--json');
    const rows = JSON.parse(totals.stdout) as Record<string, unknown>[];
    expect(rows.map((row) => row['signal'])).toEqual(signalNames);
    expect(rows[1]).toEqual({
      system: 'sepa-noord',
      signal: 'ready',
      count: 1,
      sum: { amount_minor: line.amount, currency: 'EUR' },
      oldest_since: '2026-02-01T00:00:00.000Z',
    });
    const lines = await command('collections', 'signals', 'sepa-noord', '--lines', 'ready', '--json');
    expect(JSON.parse(lines.stdout)).toMatchObject([{ collection: line.collection, note: null }]);
  });

  test('C17 a system and a signal that are not there are named', async () => {
    expect((await command('collections', 'signals', 'sepa-nord')).stderr).toContain(
      'collection system sepa-nord does not exist',
    );
    const wrong = await command('collections', 'signals', '--lines', 'lost');
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('It must be one of draft, ready') as string,
    });
  });

  test('C1 files take: another copy needs its reason, and a system that delivers itself gives none out', async () => {
    const noReason = await command('files', 'take', 'X-1', '--to', '/tmp', '--again');
    expect(noReason).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--again and --reason go together') as string,
    });
    const direct = await command('files', 'take', 'sepa-noord', '--to', '/tmp');
    expect(direct).toMatchObject({ code: 1, stderr: expect.stringContaining('delivers its files itself') as string });
  });
});
