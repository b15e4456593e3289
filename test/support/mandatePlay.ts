import type { Context } from '../../client/context.ts';
import { importFile, type ImportNoun, type ImportReport } from '../../client/imports.ts';
import { create } from '../../client/mandates.ts';
import { addAccount, closeAccount } from '../../db/accounts.ts';
import { takeAsk } from '../../db/asking.ts';
import { proposeCollections, setCollectionsOfSystem } from '../../db/collections.ts';
import { inTransaction, many, one, run } from '../../db/connection.ts';
import { convertMandates } from '../../db/conversion.ts';
import { findCustomer, setCustomer, setItem } from '../../db/customers.ts';
import { expireMandates } from '../../db/expiry.ts';
import * as mandates from '../../db/mandates.ts';
import { findSystem } from '../../db/parties.ts';
import { actOnSubmission } from '../../db/submissions.ts';
import { addDays } from '../../domain/dates.ts';
import { type MandateAction, mayDo } from '../../domain/mandateActions.ts';
import type { MandateState } from '../../domain/states/mandate.ts';
import { testIban } from './fixtures.ts';
import { answer, deliver, type Dice, freeze, of, type Play, submissionAt, today } from './mandateFiles.ts';

export const customers = ['K1', 'K2', 'K3'];
export const items = ['I1', 'I2', 'I3', 'I4', 'I5'];
/** Two of one bank, a German and a Belgian one, and one that is wrong. Several customers may have the same. */
const ibans = [
  testIban(1),
  testIban(2),
  'DE89370400440532013000',
  'BE68539007547034',
  testIban(3),
  'NL00RABO0300000001',
];
const umrs = ['M-1', 'm-1', 'M 1', 'M-2', 'SR-K1', 'SR-K1-2', 'SR-K2', 'SO-I1', 'SO-I1-2'];
const yesNo = (yes: boolean): string => (yes ? 'yes' : 'no');
const stampOf = (play: Play) => ({ at: play.now, actor: 'anna', reason: 'as the test wants' });

type Row = Record<string, string>;

export async function importCsv(play: Play, noun: ImportNoun, rows: Row[]): Promise<ImportReport> {
  const names = Object.keys(rows[0] as Row);
  const text = [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.join(',')).join('\n');
  const chunks = (async function* () {
    yield Buffer.from(`${text}\n`);
  })();
  return importFile(play.db, noun, chunks, { actor: 'anna', at: play.now });
}

/** One of the mandates; three times in four one with which the action may be done, if there is one. */
async function mandateAt(play: Play, { who, days }: Dice, action: MandateAction) {
  const rows = await many<{ id: number; umr: string; state: MandateState }>(
    play.db,
    'SELECT id, umr, state FROM mandates ORDER BY id DESC',
  );
  const fitting = rows.filter(({ state }) => mayDo(action, state));
  const from = fitting.length > 0 && days % 4 > 0 ? fitting : rows;
  return from.length === 0 ? { id: 0, umr: 'none', state: 'deleted' } : of(from, who);
}

function signatureOf(play: Play, { which, days, yes, also }: Dice): mandates.Signature {
  const signed_on = addDays(today(play), also || days % 4 > 0 ? 0 : (days % 5) - 3);
  return { signed_on, place: 'Utrecht', channel: 'paper', ...(yes ? { iban: of(ibans, which) } : {}) };
}

/** The dry run says what the real run says, and once more there is nothing to do (M6). */
async function convert(play: Play, { yes }: Dice): Promise<void> {
  const plan = { creditor: 'noord', country: yes ? 'NL' : 'DE', signed_on: '2009-11-01' };
  const stamp = { at: play.now, actor: 'anna' };
  const rows = () =>
    many(play.db, 'SELECT (SELECT count(*) FROM transitions) AS history, m.* FROM mandates m ORDER BY m.id');
  const before = JSON.stringify(await rows());
  const dry = await convertMandates(play.db, plan, stamp, { dryRun: true });
  if (JSON.stringify(await rows()) !== before) throw new Error('M6: the dry run changed something');
  const real = await convertMandates(play.db, plan, stamp, { dryRun: false });
  if (JSON.stringify(real) !== JSON.stringify(dry))
    throw new Error(`M6: dry run ${JSON.stringify(dry)}, real run ${JSON.stringify(real)}`);
  const after = JSON.stringify(await rows());
  await convertMandates(play.db, plan, stamp, { dryRun: false });
  if (JSON.stringify(await rows()) !== after) throw new Error('M6: the second conversion changed something');
}

async function add(play: Play, { who, which }: Dice): Promise<void> {
  const customer = await findCustomer(play.db, of(customers, who));
  const { message } = await addAccount(play.db, customer.id, { iban: of(ibans, which) }, stampOf(play));
  play.closedByHand.delete(`${customer.number} ${of(ibans, which)}`);
  for (const [, umr] of message.matchAll(/a mandate that takes the place of (\S+) is to be signed already/g)) {
    const found = await many(
      play.db,
      `SELECT 1 FROM mandates n JOIN mandates o ON o.id = n.replaces_id WHERE o.umr = :umr AND n.state = 'to_sign'`,
      { umr: umr as string },
    );
    if (found.length === 0) throw new Error(`M8: "${message}", but nothing is to be signed`);
  }
}

const mandateRow = (play: Play, { who, what, which, days, yes, also }: Dice, no: number): Row => {
  const item = yes ? '' : of(items, what);
  return {
    creditor: 'noord',
    customer: also ? '' : customerOf(yes ? of(items, who) : item),
    iban: of(ibans, which + no),
    umr: of(umrs, days + no),
    scheme: which % 3 === 0 ? 'B2B' : 'CORE',
    kind: yes ? 'recurring' : 'one_off',
    item,
    signed_on: what % 2 === 0 ? addDays(today(play), -(days % 1200)) : '',
    state: what % 2 === 0 ? 'active' : 'to_sign',
    origin: 'sepa',
  };
};

/** Items belong to customers: I1 and I4 to K1, and so on. */
const customerOf = (item: string): string => of(customers, items.indexOf(item));

const plain =
  (action: MandateAction, act: typeof mandates.withdrawMandate) =>
  async (play: Play, dice: Dice): Promise<unknown> =>
    act(play.db, (await mandateAt(play, dice, action)).id, stampOf(play));

/** Everything that is done to mandates, customers, items, accounts and files. */
export const actions = {
  customers: (play: Play, { who, yes, also, days }: Dice) =>
    importCsv(play, 'customers', [
      {
        creditor: 'noord',
        number: of(customers, who),
        name: 'Customer',
        email: '',
        language: 'nl',
        country: 'NL',
        street: '',
        building: '',
        postcode: '',
        town: 'Utrecht',
        collect_automatically: yesNo(yes || days % 4 > 0),
        mandate_required_per_invoice: yesNo(also),
        collected_before: yesNo(days % 2 === 0),
      },
    ]),
  items: (play: Play, { what, which, yes }: Dice) =>
    importCsv(play, 'items', [
      {
        creditor: 'noord',
        customer: customerOf(of(items, what)),
        kind: 'invoice',
        number: of(items, what),
        issued_on: today(play),
        due_on: addDays(today(play), 5),
        currency: 'EUR',
        amount: '10.00',
        description: 'Energy',
        collect_automatically: '',
        mandate_required: which % 2 === 0 ? '' : yesNo(yes),
      },
    ]),
  accounts: async (play: Play, { who, which, yes, days }: Dice) => {
    const closes = yes && days % 4 === 0;
    if (closes) play.closedByHand.add(`${of(customers, who)} ${of(ibans, which)}`);
    await importCsv(play, 'bank-accounts', [
      {
        creditor: 'noord',
        customer: of(customers, who),
        iban: of(ibans, which),
        bic: '',
        added_on: '2026-01-01',
        closed_on: closes ? today(play) : '',
      },
    ]);
  },
  mandates: (play: Play, dice: Dice) =>
    importCsv(play, 'mandates', [mandateRow(play, dice, 0), mandateRow(play, { ...dice, yes: !dice.yes }, 1)]),
  signatures: async (play: Play, dice: Dice) => {
    const rows = [];
    for (const no of [dice.who, dice.who + 1]) {
      const { signed_on, iban = '' } = signatureOf(play, dice);
      rows.push({ creditor: 'noord', umr: (await mandateAt(play, { ...dice, who: no }, 'sign')).umr, signed_on, iban });
    }
    await importCsv(play, 'signatures', rows);
  },
  setCustomer: async (play: Play, { who, what, which, yes, also }: Dice) => {
    const { id } = await findCustomer(play.db, of(customers, who));
    const settings = {
      ...(what % 3 > 0 ? { collect_automatically: yes || which % 2 > 0 } : {}),
      ...(what % 3 !== 1 ? { mandate_required_per_invoice: yes } : {}),
      apply_to_items: also,
    };
    await setCustomer(play.db, id, settings, stampOf(play));
  },
  setItem: (play: Play, { what, which, yes, also }: Dice) =>
    setItem(
      play.db,
      of(items, what),
      'noord',
      { mandate_required: yes, ...(which % 3 === 0 ? { collect_automatically: also } : {}) },
      stampOf(play),
    ),
  create: (play: Play, { what, which, yes }: Dice) => {
    const context = {
      db: () => Promise.resolve(play.db),
      now: () => Promise.resolve(play.now),
      operator: () => Promise.resolve('anna'),
    } as unknown as Context;
    const item = of(items, what);
    return create(context, {
      customer: customerOf(item),
      item: yes ? item : undefined,
      creditor: 'noord',
      scheme: which % 3 === 0 ? 'B2B' : 'CORE',
    });
  },
  sign: async (play: Play, dice: Dice) =>
    mandates.signMandate(play.db, (await mandateAt(play, dice, 'sign')).id, signatureOf(play, dice), stampOf(play)),
  reactivate: async (play: Play, dice: Dice) =>
    mandates.reactivateMandate(
      play.db,
      (await mandateAt(play, dice, 'reactivate')).id,
      signatureOf(play, dice),
      stampOf(play),
    ),
  register: plain('register', mandates.registerMandate),
  withdraw: plain('withdraw', mandates.withdrawMandate),
  abandon: plain('abandon', mandates.abandonMandate),
  delete: plain('delete', mandates.deleteMandate),
  suspend: plain('suspend', mandates.suspendMandate as typeof mandates.withdrawMandate),
  resume: plain('resume', mandates.resumeMandate),
  ask: async (play: Play, dice: Dice) => {
    const { id } = await mandateAt(play, dice, 'sign');
    await inTransaction(play.db, (trx) => takeAsk(trx, id, 0, 5, { at: play.now, actor: 'system' }));
  },
  addAccount: add,
  closeAccount: async (play: Play, { who, which }: Dice) => {
    const { id, number } = await findCustomer(play.db, of(customers, who));
    await closeAccount(play.db, id, of(ibans, which), stampOf(play));
    play.closedByHand.add(`${number} ${of(ibans, which)}`);
  },
  newMandateOnChange: (play: Play, { yes }: Dice) =>
    run(play.db, 'UPDATE creditors SET new_mandate_on_account_change = :yes', { yes }),
  propose: async (play: Play) => {
    const system = await findSystem(play.db, 'sepa-noord');
    const stamp = { at: play.now, actor: 'anna' };
    await proposeCollections(play.db, system, { dueUntil: addDays(today(play), 30), state: 'ready' }, stamp);
    for (const from of ['held', 'draft'] as const)
      await setCollectionsOfSystem(play.db, system, from, 'ready', stampOf(play));
  },
  freeze: (play: Play, { which }: Dice) => freeze(play, which % 4 === 0 ? 'B2B' : 'CORE'),
  deliver: (play: Play, { who }: Dice) => deliver(play, who),
  answer,
  stopFile: async (play: Play, { who, yes }: Dice) => {
    const submission = await submissionAt(play, who);
    if (!submission) return;
    if (yes) await actOnSubmission(play.db, submission.id, 'withdraw', { actor: 'bert', reason: 'wrong' }, play.now);
    else await actOnSubmission(play.db, submission.id, 'refuse', { actor: 'bert', reason: 'wrong' }, play.now);
  },
  convert,
  expire: async (play: Play) => {
    const { id } = await one<{ id: number }>(play.db, 'creditor', 'SELECT id FROM creditors');
    const stamp = { at: play.now, actor: 'schedule/mandate-expiry' };
    await expireMandates(play.db, id, today(play), stamp, () => Promise.resolve());
  },
  wait: (play: Play, { days }: Dice) => {
    play.now = new Date(Date.parse(play.now) + (days % 3 === 0 ? days * 3 : days % 9) * 86_400_000).toISOString();
    return Promise.resolve();
  },
} satisfies Record<string, (play: Play, dice: Dice) => Promise<unknown>>;

export type ActionName = keyof typeof actions;

/** A step: an action and what was thrown for it. */
export type Step = Dice & { action: ActionName };
