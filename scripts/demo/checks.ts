import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Context } from '../../client/context.ts';
import { compareRowsAndWorkflows, type RowsAndWorkflows } from '../../client/rowsAndWorkflows.ts';
import { listInboundFiles } from '../../db/inboundFiles.ts';
import { listInstructions } from '../../db/instructions.ts';
import { ledgerAccounts } from '../../db/ledger.ts';
import { ledgerBalances } from '../../db/lists.ts';
import { listSubmissions, type SubmissionKind } from '../../db/submissions.ts';
import { auditTotals, type StateTotal } from '../../db/totals.ts';
import { addMinor } from '../../domain/money.ts';
import { type CollectionState, sentStates } from '../../domain/states/collection.ts';
import { submissionEnds } from '../../domain/states/submission.ts';
import type { Office } from './office.ts';

/** One line of the demo's end: what must be so, and what was seen. */
export interface Check {
  name: string;
  ok: boolean;
  seen: string;
}

export function equal(name: string, ours: unknown, theirs: unknown): Check {
  const [left, right] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return { name, ok: left === right, seen: left === right ? left : `${left}, but ${right}` };
}

interface CountAndSum {
  count: number;
  sum_minor: number;
}

/** DIR/bank/totals.json: the bank's own books, counted by the bank from the files it got. */
type BankTotals = Record<
  | 'received' | 'rejected' | 'cancelled' | 'settled' | 'returned' | 'refunded' | 'reversed' | 'paid_out' | 'paid_back' | 'requested'
  | 'refused_requests',
  CountAndSum
>; // prettier-ignore

const creditorOf: Record<string, string> = { 'bank-a': 'noord', 'bank-b': 'sued' };

/** Everything that must agree when the demo's days are over. */
export async function checkEverything(context: Context, office: Office): Promise<Check[]> {
  const db = await context.db();
  const { states, checks: totals } = await auditTotals(db);
  const balances = await ledgerBalances(db);
  const checks: Check[] = totals.map((total) => ({
    name: `${total.creditor}: ${total.check}`,
    ok: total.ok,
    seen: `${total.count} and ${total.sum_minor} against ${total.other_count} and ${total.other_sum_minor} cents`,
  }));
  const submissions = await listSubmissions(db);
  for (const bank of office.banks) checks.push(...checkAgainstBank(bank, states, balances, submissions));
  checks.push(...(await checkEnds(context)));
  checks.push(await checkMails(context, office));
  return checks;
}

/** What the bank counted against what our tables say, in count and cents. */
function checkAgainstBank(
  bank: Office['banks'][number],
  states: StateTotal[],
  balances: Awaited<ReturnType<typeof ledgerBalances>>,
  submissions: Awaited<ReturnType<typeof listSubmissions>>,
): Check[] {
  const theirs = JSON.parse(readFileSync(join(bank.dir, 'bank', 'totals.json'), 'utf8')) as BankTotals;
  const creditor = creditorOf[bank.name] as string;
  const ours = (...of: readonly CollectionState[]) => countIn(states, creditor, of);
  const onAccount = balances.find(
    (balance) => balance.creditor === creditor && balance.account === ledgerAccounts.bank,
  );
  const { received, rejected, cancelled, settled, returned, refunded, reversed, paid_out, paid_back } = theirs;
  const requests = submissions.filter((row) => row.creditor === creditor && isRequest(row.kind));
  const refused = requests.filter((row) => row.state === 'rejected');
  return [
    equal(`${bank.name}: sent = what the bank received`, ours(...sentStates), pick(received)),
    equal(
      `${bank.name}: rejected = what the bank rejected, or cancelled for us`,
      ours('rejected'),
      sum(rejected, cancelled),
    ),
    equal(
      `${bank.name}: settled, also if undone later = what the bank settled or paid out`,
      ours('settled', 'returned', 'refunded', 'reversed'),
      sum(settled, paid_out),
    ),
    equal(
      `${bank.name}: returned = what the bank returned, or was paid back`,
      ours('returned'),
      sum(returned, paid_back),
    ),
    equal(`${bank.name}: refunded = what the bank refunded`, ours('refunded'), pick(refunded)),
    equal(`${bank.name}: reversed = what the bank reversed`, ours('reversed'), pick(reversed)),
    equal(
      `${bank.name}: asked to be cancelled or reversed = what the bank was asked`,
      linesOf(requests),
      pick(theirs.requested),
    ),
    equal(`${bank.name}: refused requests = what the bank refused`, linesOf(refused), pick(theirs.refused_requests)),
    equal(
      `${bank.name}: balance of the bank in our ledger = the bank's own`,
      onAccount?.balance_minor,
      settled.sum_minor + paid_back.sum_minor - sum(returned, refunded, reversed, paid_out).sum_minor,
    ),
  ];
}

/** What our tables say is in any of these states, in count and minor units. */
export function countIn(states: readonly StateTotal[], creditor: string, of: readonly CollectionState[]): CountAndSum {
  const found = states.filter((total) => total.creditor === creditor && of.includes(total.state as CollectionState));
  return {
    count: found.reduce((sum, total) => sum + total.count, 0),
    sum_minor: addMinor(...found.map((total) => total.sum_minor)),
  };
}

function isRequest(kind: SubmissionKind): boolean {
  return kind === 'cancellations' || kind === 'reversals';
}

/** The lines of submissions, in count and minor units. */
function linesOf(submissions: readonly { line_count: number; sum_minor: number }[]): CountAndSum {
  return sum(...submissions.map((row) => ({ count: row.line_count, sum_minor: row.sum_minor })));
}

function sum(...totals: CountAndSum[]): CountAndSum {
  return {
    count: totals.reduce((count, total) => count + total.count, 0),
    sum_minor: addMinor(...totals.map((total) => total.sum_minor)),
  };
}

function pick({ count, sum_minor }: CountAndSum): CountAndSum {
  return { count, sum_minor };
}

/** Nothing waits that should not: every file has an end, every instruction a decision, every row its workflow. */
async function checkEnds(context: Context): Promise<Check[]> {
  const db = await context.db();
  const open = (await listSubmissions(db)).filter((row) => !submissionEnds.includes(row.state));
  const files = await listInboundFiles(db);
  return [
    equal('every submission has an end', open.map((row) => row.message_id), []),
    equal('one inbound file is in quarantine', files.filter((file) => file.state === 'quarantined').length, 1),
    equal('no inbound file is left over', files.filter((file) => !['applied', 'quarantined'].includes(file.state)).length, 0),
    equal('every instruction is dealt with', (await listInstructions(db)).map((row) => row.id), []),
    ...(await checkWorkflows(context)),
  ]; // prettier-ignore
}

/** Every row that waits has its workflow, and every workflow its row. */
export async function checkWorkflows(context: Context): Promise<Check[]> {
  const { rowsWithoutWorkflow, workflowsWithoutRow } = await comparedInTheEnd(context);
  return [
    equal('every row that waits has its workflow', rowsWithoutWorkflow, []),
    equal('every workflow has a row that waits', workflowsWithoutRow, []),
  ];
}

/** Workflows that were told just now take a moment to end: compared until both sides agree, twenty seconds at most. */
async function comparedInTheEnd(context: Context): Promise<RowsAndWorkflows> {
  for (const end = performance.now() + 20_000; ; await sleep(100)) {
    const compared = await compareRowsAndWorkflows(context);
    const differ = compared.rowsWithoutWorkflow.length + compared.workflowsWithoutRow.length > 0;
    if (!differ || performance.now() > end) return compared;
  }
}

/** Every instruction reached somebody. Several of one cause within the hour are one message. */
async function checkMails(context: Context, office: Office): Promise<Check> {
  const instructions = await listInstructions(await context.db(), { all: true });
  const messages = await readdir(join(office.dataDir, 'mail'));
  return {
    name: 'instructions were mailed',
    ok: instructions.length > 0 && messages.length > 0,
    seen: `${instructions.length} instructions, ${messages.length} messages in the mailbox`,
  };
}
