import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Context, openContext } from '../../client/context.ts';
import { setUp } from '../../client/setup.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { listSubmissions } from '../../db/submissions.ts';
import { auditTotals } from '../../db/totals.ts';
import { loadConfig } from '../../ports/config.ts';
import { liveThroughDays, morningOf } from '../../scripts/demo/days.ts';
import { importSamples } from '../../scripts/demo/imports.ts';
import { type DemoOffice, openOffice, startOffice } from '../../scripts/demo/office.ts';
import { environmentOf } from '../../stack/services.ts';

const silent = (): void => undefined;
let office: DemoOffice;
let context: Context;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'incasso-end-to-end-'));
  await chmod(dataDir, 0o755); // as root, the database runs as another user
  office = await openOffice(dataDir, morningOf('2026-01-05'), silent);
  context = openContext(loadConfig(environmentOf(office.stack, office.dataDir)), 'dora');
  await setUp(context, silent);
  await importSamples(context, office, silent);
  await startOffice(office);
}, 180_000);

afterAll(async () => {
  await context?.close();
  await office?.stack.stop();
  if (office) await rm(office.dataDir, { recursive: true, force: true });
});

describe('the first debits on the development server, with a worker and two banks as processes', () => {
  test('C7 to C12 go from open item to posted entry, and the banks count what we count', async () => {
    await liveThroughDays(context, office, { first: '2026-01-05', last: '2026-01-13' }, silent);
    const db = await context.db();
    const { states, checks } = await auditTotals(db);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    const posted = (await ledgerBalances(db)).find((row) => row.creditor === 'noord' && row.account.includes('bank'));
    const settled = states.find((row) => row.creditor === 'noord' && row.state === 'settled');
    expect(settled?.count).toBeGreaterThan(0);
    expect(posted?.debit_minor).toBe(settled?.sum_minor);
    for (const bank of office.banks) {
      const totals = JSON.parse(await readFile(join(bank.dir, 'bank', 'totals.json'), 'utf8')) as {
        received: { count: number };
        files: number;
        duplicate_files: number;
      };
      const creditor = bank.name === 'bank-a' ? 'noord' : 'sued';
      const sent = (await listSubmissions(db)).filter((row) => row.creditor === creditor);
      expect(totals).toMatchObject({ files: sent.length, duplicate_files: 0 });
      expect(totals.received.count).toBe(sent.reduce((sum, row) => sum + row.line_count, 0));
    }
  }, 240_000);

  test('O4 a submission shows its state, system and amount in the search attributes, and its help to who asks', async () => {
    const [submission] = await listSubmissions(await context.db(), { system: 'sepa-noord' });
    const { client } = await context.temporal();
    const handle = client.workflow.getHandle(`submission/${submission?.message_id}`);
    const { typedSearchAttributes } = await handle.describe();
    expect(Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]))).toMatchObject(
      {
        IncassoSystem: 'sepa-noord',
        IncassoState: submission?.state,
        IncassoAmountMinor: submission?.sum_minor,
      },
    );
    expect(await handle.query('help')).toHaveProperty('withdraw.example');
  });
});
