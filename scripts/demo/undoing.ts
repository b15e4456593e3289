import { disburse, undo } from '../../client/collections.ts';
import type { Context } from '../../client/context.ts';
import { listCollections } from '../../db/collections.ts';
import type { UndoKind, UndoReason } from '../../domain/undoing.ts';
import { setClock } from '../../stack/services.ts';
import { type Check, equal } from './checks.ts';
import { banksAreDone, everythingIsQuiet, morningOf } from './days.ts';
import type { Office } from './office.ts';

type Print = (line: string) => void;

/** What plays which part, among the samples: item numbers with their system. */
const paidOut = [
  { system: 'sepa-noord', item: '2026-4117' },
  { system: 'sepa-sued', item: 'R2620058' },
] as const;
const cancelled = [
  { system: 'sepa-noord', item: '2025-4015' },
  { system: 'sepa-sued', item: 'R2520014' },
] as const;
const cancelledTooLate = { system: 'sepa-noord', item: '2025-4046' } as const;
const reversed = { system: 'sepa-noord', item: '2025-4021' } as const;

interface Played {
  system: string;
  item: string;
}

/** Two credit notes are to be paid out; the next send takes them. The bank gives the money of the second back. */
export async function payOut(context: Context, print: Print): Promise<Check[]> {
  const made = [];
  for (const { system, item } of paidOut) {
    const [line] = await disburse(context, system, [item]);
    print(`${system}: credit note ${item}: ${line?.message}`);
    made.push(line?.id ?? null);
  }
  return [equal('two credit notes are to be paid out', made.filter((id) => id !== null).length, 2)];
}

/** Two collections are cancelled while the bank still has them. */
export async function cancelInTime(context: Context, office: Office, date: string, print: Print): Promise<Check[]> {
  return askBank(context, office, { kind: 'cancellations', reason: 'CUST', of: cancelled, date }, print);
}

/** In the morning the bank has booked what the office has not looked at yet: what is asked for now comes too late. */
export async function cancelTooLate(context: Context, office: Office, date: string, print: Print): Promise<Check[]> {
  await setClock(office.clockFile, morningOf(date));
  await banksAreDone(office, morningOf(date));
  return askBank(context, office, { kind: 'cancellations', reason: 'DUPL', of: [cancelledTooLate], date }, print);
}

/** A collection that was settled is given back. */
export async function reverseSettled(context: Context, office: Office, date: string, print: Print): Promise<Check[]> {
  return askBank(context, office, { kind: 'reversals', reason: 'MD05', of: [reversed], date }, print);
}

/** Asks, and waits until the bank has the file and has answered. */
async function askBank(
  context: Context,
  office: Office,
  { kind, reason, of, date }: { kind: UndoKind; reason: UndoReason; of: readonly Played[]; date: string },
  print: Print,
): Promise<Check[]> {
  const lines = [];
  for (const played of of) lines.push(await lineOf(context, played));
  const outcomes = await undo(context, kind, lines, reason);
  for (const { id, message } of outcomes) print(`${kind}: line ${id}: ${message}`);
  await everythingIsQuiet(context);
  await banksAreDone(office, morningOf(date));
  const asked = outcomes.filter((outcome) => outcome.message_id !== null).length;
  return [equal(`${kind} are asked for on ${date}`, asked, of.length)];
}

async function lineOf(context: Context, { system, item }: Played): Promise<number> {
  const lines = await listCollections(await context.db(), { system });
  const found = lines.find((line) => line.item === item);
  if (!found) throw new Error(`${system} has no line of item ${item}`);
  return found.id;
}

/** What became of each of them. */
export async function checkUndoing(context: Context): Promise<Check[]> {
  const states = async (played: readonly Played[]) => {
    const found = [];
    for (const { system, item } of played) {
      const lines = await listCollections(await context.db(), { system });
      found.push(lines.filter((line) => line.item === item).map((line) => line.state));
    }
    return found.flat();
  };
  return [
    equal('C16 what was cancelled in time was never collected', await states(cancelled), ['rejected', 'rejected']),
    equal('C16 what was cancelled too late was collected', await states([cancelledTooLate]), ['settled']),
    equal('C16 what was reversed was given back', await states([reversed]), ['reversed']),
    equal('C7 of the credit notes one was paid out and one came back', await states(paidOut), ['settled', 'returned']),
  ];
}
