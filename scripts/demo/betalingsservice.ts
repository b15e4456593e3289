import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { disburse } from '../../client/collections.ts';
import type { Context } from '../../client/context.ts';
import { importFile } from '../../client/imports.ts';
import { create } from '../../client/mandates.ts';
import { ledgerAccounts } from '../../db/ledger.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { listMandates, listWaitingAgreements } from '../../db/mandateLists.ts';
import { auditTotals } from '../../db/totals.ts';
import { type CollectionState, sentStates } from '../../domain/states/collection.ts';
import type { CentreTotals } from '../../stack/centre/totals.ts';
import { type Check, countIn, equal } from './checks.ts';
import { danishSystem } from './days.ts';
import type { Office } from './office.ts';

type Print = (line: string) => void;

const creditor = 'dansk';
/** Who asks us for an agreement, who comes to us after the centre had heard of them, and who is paid something back. */
const startedHere = ['D20017', 'D20018'];
const comesLater = 'D20099';
const creditNote = 'DK-9005';

/** On the first day: two agreements are started here, and a credit note is to be paid out. */
export async function beginDanish(context: Context, print: Print): Promise<Check[]> {
  const made = [];
  for (const customer of startedHere) made.push(await create(context, { customer, creditor, scheme: 'BS' }));
  const [paidOut] = await disburse(context, danishSystem, [creditNote]);
  for (const { message } of made) print(`${danishSystem}: ${message}`);
  print(`${danishSystem}: credit note ${creditNote}: ${paidOut?.message}`);
  return [equal('two agreements started here are to be sent', made.filter(({ done }) => done).length, 2)];
}

/** A customer whom the payment centre knew first: the work list finds them when they are imported. */
export async function importLateCustomer(context: Context, print: Print): Promise<Check[]> {
  const db = await context.db();
  const waiting = async () => (await listWaitingAgreements(db, { limit: 100 })).map((line) => line.customer_number);
  const before = await waiting();
  const row =
    'creditor,number,name,email,language,country,street,building,postcode,town,collect_automatically,mandate_required_per_invoice\n' +
    `dansk,${comesLater},Asta Lund,,da,DK,Havnegade,99,8000,Aarhus C,yes,no\n`;
  const options = { actor: await context.operator(), at: await context.now() };
  await importFile(db, 'customers', Readable.from([Buffer.from(row)]), options);
  print(`${danishSystem}: customer ${comesLater} is imported; on the work list: ${(await waiting()).join(', ')}`);
  const states = (await listMandates(db, { customer: comesLater, limit: 10 })).map((mandate) => mandate.state);
  return [
    equal('C6 two agreements of the centre wait for their customers', before.sort(), [comesLater, 'D29999']),
    equal('C6 one finds its customer when they are imported', await waiting(), ['D29999']),
    equal('C6 and is active', states, ['active']),
  ];
}

/** The same delivery in other bytes: its blanks at the end of lines are gone, as some mailboxes take them off. */
export async function repeatDelivery(office: Office): Promise<void> {
  const inbox = join(office.centreDir, 'from-centre');
  const [done = ''] = (await readdir(inbox)).filter((name) => name.includes('-602.') && name.includes('.done-'));
  const text = (await readFile(join(inbox, done))).toString('latin1');
  await writeFile(join(inbox, 'D99999999900001-602.BS1'), Buffer.from(text.replace(/ +\r\n/g, '\n'), 'latin1'));
}

/** What the payment centre counted against what our tables say, in count and øre. */
export async function checkAgainstCentre(context: Context, office: Office): Promise<Check[]> {
  const totals = JSON.parse(readFileSync(join(office.centreDir, 'books', 'totals.json'), 'utf8')) as CentreTotals;
  const db = await context.db();
  const { states } = await auditTotals(db);
  const ours = (...of: readonly CollectionState[]) => countIn(states, creditor, of);
  const bank = (await ledgerBalances(db)).find(
    (balance) => balance.creditor === creditor && balance.account === ledgerAccounts.bank,
  );
  const { received, completed, disbursed, slips_paid, rejected, cancelled, charged_back } = totals;
  const moved = completed.sum_minor + slips_paid.sum_minor - disbursed.sum_minor - charged_back.sum_minor;
  const unpaid = 1;
  return [
    equal('centre: sent = what it received', ours(...sentStates), received),
    equal(
      'centre: settled, also if undone later = completed, paid out and paid by slip',
      ours('settled', 'refunded').count,
      completed.count + disbursed.count + slips_paid.count,
    ),
    equal(
      'centre: rejected = rejected, cancelled, and the slip that nobody paid',
      ours('rejected').count,
      rejected.count + cancelled.count + unpaid,
    ),
    equal('centre: refunded = charged back', ours('refunded'), charged_back),
    equal('centre: balance of the bank in our ledger = what it moved', bank?.balance_minor, moved),
    equal(
      'centre: each of what can become of a collection was seen',
      [completed, disbursed, slips_paid, rejected, cancelled, charged_back].filter((total) => total.count === 0),
      [],
    ),
  ];
}
