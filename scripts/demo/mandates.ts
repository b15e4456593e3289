import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Context } from '../../client/context.ts';
import {
  actOnMandate,
  addCustomerAccount,
  changeCustomer,
  convert,
  readCustomer,
  readMandate,
  sign,
} from '../../client/mandates.ts';
import { listMandates, listSignals } from '../../db/mandateLists.ts';
import { type Check, equal } from './checks.ts';
import type { Office } from './office.ts';

type Print = (line: string) => void;

/** Who plays which scenario, among the samples. */
const isNew = 'N10071';
const perInvoice = 'N10043';
const becomesPerInvoice = 'N10060';
const revokes = { customer: 'N10112', umr: 'NOORD-2020-00108' };
const collectedBefore = ['N10007', 'N10013'];
const oneOff = 'NOORD-2024-00008';
const moves = {
  customer: 'N10072',
  umr: 'NOORD-2020-00068',
  oldIban: 'NL47BNKA0836502237',
  newIban: 'NL37BNKA0836502999',
};

/** Scenarios 1 to 4 and 6 of the mandates, on the first morning. */
export async function beginMandates(context: Context, print: Print): Promise<Check[]> {
  const states = async (customer: string) =>
    (await listMandates(await context.db(), { customer, limit: 100 })).map(({ kind, state }) => `${kind} ${state}`);
  const set = async (number: string, settings: Parameters<typeof changeCustomer>[2]): Promise<void> =>
    print(`mandates: ${(await changeCustomer(context, { number }, settings, undefined)).message}`);
  await set(becomesPerInvoice, { mandate_required_per_invoice: true, apply_to_items: true });
  print(`mandates: ${(await actOnMandate(context, { umr: revokes.umr }, 'withdraw', 'a red card')).message}`);
  const signals = (await listSignals(await context.db(), { limit: 1000 })).filter(
    (line) => line.customer === revokes.customer,
  );
  await set(revokes.customer, { collect_automatically: false });
  const plan = { creditor: 'noord', country: 'NL', signed_on: '2009-11-01' };
  const dry = await convert(context, plan, true);
  const real = await convert(context, plan, false);
  print(`mandates: ${real.converted} converted, ${real.to_sign} to sign, ${real.left} left with a reason`);
  const converted = real.lines.filter((line) => line.outcome === 'converted').map((line) => line.customer);
  return [
    equal('M1 a new customer to collect from has a mandate to sign', await states(isNew), ['recurring to_sign']),
    equal('M2 items that require a mandate have a one-off to sign', [...new Set(await states(perInvoice))], ['one_off to_sign']),
    equal('M3 one-offs to sign take the place of the recurring one', (await states(becomesPerInvoice)).slice(1), ['recurring deleted', 'one_off to_sign']),
    equal('M4 a revoked customer still set to collect is signalled', signals.map((line) => line.signal), [`no mandate for customer ${revokes.customer}: ${revokes.umr} is withdrawn`]),
    equal('M6 customers collected from before are converted, as the dry run said', [dry, converted], [real, collectedBefore]),
  ]; // prettier-ignore
}

/** Scenario 8, when the first file is with the bank. */
export async function moveAccount(context: Context, print: Print): Promise<Check[]> {
  const { newIban: iban, customer: number } = moves;
  print(`mandates: ${(await addCustomerAccount(context, { number }, { iban })).message}`);
  const { accounts } = await readCustomer(context, { number });
  return [
    equal('M8 an account is added and the old one closed', accounts.map((account) => [account.iban, account.closed_on]), [[moves.oldIban, '2026-01-06'], [iban, null]]),
  ]; // prettier-ignore
}

/** Scenario 5, two weeks later. */
export async function signAgain(context: Context, print: Print): Promise<Check[]> {
  const { umr } = revokes;
  const signedAgain = await sign(context, { umr }, { signed_on: '2026-01-19', collect: true }, 'reactivate');
  print(`mandates: ${signedAgain.message}`);
  const { mandate } = await readMandate(context, { umr });
  return [
    equal('M5 the withdrawn mandate is active again, with the new date', [mandate.state, mandate.signed_on], ['active', '2026-01-19']),
  ]; // prettier-ignore
}

/** What the bank got: scenarios 7 and 8 in the XML, in the order of the files. */
export async function checkMandates(context: Context, office: Office): Promise<Check[]> {
  const folder = join(office.banks[0]?.dir ?? '', 'to-bank', 'taken');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.xml'));
  const byNumber = (name: string): number => Number(/-(\d+)\.xml$/.exec(name)?.[1]);
  const batches: string[] = [];
  for (const name of names.sort((one, other) => byNumber(one) - byNumber(other))) {
    batches.push(...(await readFile(join(folder, name), 'utf8')).split('<PmtInf>').slice(1));
  }
  const of = (umr: string) =>
    batches.flatMap((batch) =>
      (batch.match(/<DrctDbtTxInf>.*<\/DrctDbtTxInf>/g) ?? [])
        .filter((transaction) => transaction.includes(`<MndtId>${umr}</MndtId>`))
        .map((transaction) => ({ transaction, sequence: /<SeqTp>(\w+)</.exec(batch)?.[1] })),
    );
  const story = of(moves.umr).map(({ transaction, sequence }) => {
    const account = transaction.includes(`<DbtrAcct><Id><IBAN>${moves.newIban}<`) ? 'new account' : 'old account';
    const told = transaction.includes(`<OrgnlDbtrAcct><Id><IBAN>${moves.oldIban}<`) ? ', old one told' : '';
    return `${sequence} ${account}${told}`;
  });
  const { history } = await readMandate(context, { umr: oneOff });
  const steps = new Set(history.map((line) => `${line.from_state} ${line.to_state}`));
  return [
    equal('M7 a one-off goes as OOFF', [...new Set(of(oneOff).map((line) => line.sequence))], ['OOFF']),
    equal('M7 it is used up when taken and active again when rejected', ['active completed', 'completed active'].filter((step) => !steps.has(step)), []),
    equal('M8 the bank is told of the account until one is accepted', story, ['RCUR old account', 'FRST new account, old one told', 'RCUR new account']),
  ]; // prettier-ignore
}
