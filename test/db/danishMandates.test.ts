import { beforeAll, expect, test } from 'vitest';

import { importFile, type ImportNoun } from '../../client/imports.ts';
import { many } from '../../db/connection.ts';
import { convertMandates } from '../../db/conversion.ts';
import { listSignals } from '../../db/mandateLists.ts';
import { insertDanishOffice } from '../support/danishOffice.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('danish_mandates');
const at = '2026-01-15T08:00:00.000Z';

async function load(noun: ImportNoun, ...lines: string[]) {
  const bytes = (async function* () {
    yield Buffer.from(lines.join('\n'));
  })();
  return importFile(database.db, noun, bytes, { actor: 'anna', at });
}

beforeAll(async () => {
  await insertDanishOffice(database.db, { bankDir: '/nowhere', adapter: 'nets-total' });
  await load(
    'customers',
    'creditor,number,name,email,language,country,street,building,postcode,town,collect_automatically,mandate_required_per_invoice,collected_before',
    'dansk,D1,Ærø,,da,DK,Havnen,1,5970,Ærøskøbing,yes,no,yes',
    'dansk,D2,Ærø,,da,DK,Havnen,2,5970,Ærøskøbing,yes,yes,no',
  );
  await load(
    'items',
    'creditor,customer,kind,number,issued_on,due_on,currency,amount,description',
    'dansk,D2,invoice,F1,2026-01-02,2026-02-01,DKK,100,Varme',
  );
});

test('M1 M2 a customer of a creditor who does not collect euro is asked for no mandate of SEPA', async () => {
  expect(await many(database.db, 'SELECT umr FROM mandates')).toEqual([]);
});

test('M4 where slips are sent to those without a mandate, none is missing', async () => {
  const signals = await listSignals(database.db, { limit: 10 });
  expect(signals.map((line) => line.signal)).toEqual(['no mandate for item F1']);
});

test('M6 nothing is converted for such a creditor', async () => {
  const plan = { creditor: 'dansk', country: 'DK', signed_on: '2009-11-01' };
  await expect(convertMandates(database.db, plan, { at, actor: 'anna' }, { dryRun: true })).rejects.toThrow(
    'creditor dansk collects DKK: mandates of SEPA are for euro',
  );
});
