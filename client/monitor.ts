import { findDossierByCode } from '../db/dossiers.ts';
import { type InstructionRow, listInstructions } from '../db/instructions.ts';
import { listOperators, type OperatorRow } from '../db/parties.ts';
import { mustBeOperator, mustSeeDossier } from '../db/roles.ts';
import { listDossiers, listTasks, type TaskRow } from '../db/tasks.ts';
import type { Colour } from '../domain/causes.ts';
import { daysBetween, localDate } from '../domain/dates.ts';
import { addMinor, type Money } from '../domain/money.ts';
import { ownersOf } from '../domain/owners.ts';
import type { TaskState } from '../domain/states/task.ts';
import { type CauseText, describeCause } from '../domain/texts/index.ts';
import type { Context } from './context.ts';
import { readerOf, reminderOf, viewerOf } from './instructions.ts';

export interface MonitorFilter {
  dossier?: string;
  /** Tasks in this state, also those without an instruction. */
  state?: TaskState;
  cause?: string;
  colour?: Colour;
  /** Only instructions that are so many calendar days old, or older. */
  olderThanDays?: number;
  /** Only those whose it is. */
  owner?: string;
  /** Dossiers without a mark too. */
  all?: boolean;
}

/** One line of the monitor: the status on the left, what to do on the right. */
export interface MonitorEntry {
  /** The group it belongs to. */
  key: string;
  task: TaskRow | null;
  instruction: InstructionRow | null;
  text: CauseText | null;
  owners: string[];
  /** Calendar days in the viewer's zone since the instruction was raised. */
  age_days: number | null;
  /** "due", "rests until ...", or nothing. */
  reminder: string | null;
}

/** A dossier with its marks; what has no dossier stands under its creditor. */
export interface MonitorGroup {
  key: string;
  kind: 'dossier' | 'creditor' | 'installation';
  name: string;
  red: number;
  orange: number;
  open_tasks: number;
  owners: string[];
  oldest_days: number | null;
  oldest_since: string | null;
  at_stake: Money[];
  cut_off_at: string | null;
  reminders_due: number;
  resting: number;
}

export interface Monitor {
  /** Business time. */
  at: string;
  viewer: OperatorRow | undefined;
  filter: MonitorFilter;
  groups: MonitorGroup[];
  entries: MonitorEntry[];
}

const all = 1_000_000;

/** What failed and what waits for a person, as the operator may see it (T9, T10). Everything is read from PostgreSQL. */
export async function readMonitor(context: Context, filter: MonitorFilter): Promise<Monitor> {
  const db = await context.db();
  const at = await context.now();
  const viewer = await viewerOf(context);
  const { dossier, cause, colour, owner } = filter;
  if (dossier !== undefined) await mustSeeDossier(db, viewer, (await findDossierByCode(db, dossier)).id);
  if (owner !== undefined) await mustBeOperator(db, owner);
  const instructions = await listInstructions(db, { viewer, dossier, cause, colour, limit: all });
  const operators = await listOperators(db);
  const { zone, language } = await readerOf(context);
  const today = localDate(at, zone);
  const entryOf = (task: TaskRow | null, instruction: InstructionRow | null): MonitorEntry => ({
    key: keyOf(task?.dossier ?? instruction?.dossier ?? null, instruction?.creditor ?? null),
    task,
    instruction,
    text: instruction && describeCause(instruction.cause, language, instruction.facts),
    owners: instruction === null ? [] : ownersOf(instruction, operators).map((owner) => owner.code),
    age_days: instruction && daysBetween(localDate(instruction.raised_at, zone), today),
    reminder: instruction && reminderOf(instruction, at, zone),
  });
  const failed = await listTasks(db, { viewer, dossier, states: ['failed'], limit: all });
  const taskOf = new Map(failed.map((task) => [task.instruction, task]));
  const entries = instructions.map((instruction) => entryOf(taskOf.get(instruction.id) ?? null, instruction));
  if (filter.state !== undefined) {
    const tasks = await listTasks(db, { viewer, dossier, states: [filter.state], limit: all });
    const shown = new Map(entries.map((entry) => [entry.instruction?.id, entry]));
    // a task whose instruction is not for the viewer is not either
    const theirs = tasks.filter((task) => task.instruction === null || shown.has(task.instruction));
    const ofState = theirs.map((task) => shown.get(task.instruction ?? -1) ?? entryOf(task, null));
    return grouped(context, { at, viewer, filter, entries: ofState.filter((entry) => fits(entry, filter)) });
  }
  return grouped(context, { at, viewer, filter, entries: entries.filter((entry) => fits(entry, filter)) });
}

function fits(entry: MonitorEntry, { olderThanDays, owner, cause, colour }: MonitorFilter): boolean {
  if (olderThanDays !== undefined && (entry.age_days ?? -1) < olderThanDays) return false;
  if ((cause ?? colour) !== undefined && entry.instruction === null) return false;
  return owner === undefined || entry.owners.includes(owner);
}

async function grouped(context: Context, seen: Omit<Monitor, 'groups'>): Promise<Monitor> {
  const { filter } = seen;
  const dossiers = await listDossiers(await context.db(), { viewer: seen.viewer, limit: all });
  const known = new Map(dossiers.map((dossier) => [keyOf(dossier.code, null), dossier]));
  const groups = new Map<string, MonitorGroup>();
  const groupOf = (key: string): MonitorGroup => {
    const dossier = known.get(key);
    const group = groups.get(key) ?? emptyGroup(key, dossier?.name ?? nameOf(key), dossier?.open_tasks ?? 0);
    groups.set(key, group);
    return group;
  };
  if (filter.all) {
    const unmarked = dossiers.filter(
      ({ code, red, orange }) => red + orange === 0 && (filter.dossier ?? code) === code,
    );
    for (const { code } of unmarked) groupOf(keyOf(code, null));
  }
  for (const entry of seen.entries) addTo(groupOf(entry.key), entry);
  return { ...seen, groups: [...groups.values()].sort(byUrgency) };
}

function addTo(group: MonitorGroup, { instruction, owners, age_days, reminder }: MonitorEntry): void {
  if (instruction === null) return;
  group[instruction.colour] += 1;
  group.owners = [...new Set([...group.owners, ...owners])];
  if (group.oldest_since === null || instruction.raised_at < group.oldest_since) {
    group.oldest_since = instruction.raised_at;
    group.oldest_days = age_days;
  }
  if (instruction.cut_off_at !== null && instruction.cut_off_at < (group.cut_off_at ?? '9')) {
    group.cut_off_at = instruction.cut_off_at;
  }
  if (reminder === 'due') group.reminders_due += 1;
  else if (reminder !== null) group.resting += 1;
  const { currency, sum_minor } = instruction;
  if (currency === null) return;
  const stake = group.at_stake.find((money) => money.currency === currency);
  if (stake) stake.amount_minor = addMinor(stake.amount_minor, sum_minor);
  else group.at_stake.push({ amount_minor: sum_minor, currency });
}

function emptyGroup(key: string, name: string, open_tasks: number): MonitorGroup {
  const kind = key.split('/')[0] as MonitorGroup['kind'];
  return {
    key, kind, name, open_tasks, red: 0, orange: 0, owners: [], oldest_days: null, oldest_since: null, at_stake: [],
    cut_off_at: null, reminders_due: 0, resting: 0,
  }; // prettier-ignore
}

function keyOf(dossier: string | null, creditor: string | null): string {
  if (dossier !== null) return `dossier/${dossier}`;
  return creditor === null ? 'installation/all' : `creditor/${creditor}`;
}

function nameOf(key: string): string {
  return key.split('/')[1] ?? '';
}

/** What a group is called: a dossier by its name; a creditor, and what belongs to none, say what they are. */
export function titleOf({ kind, name }: MonitorGroup): string {
  if (kind === 'dossier') return name;
  return kind === 'creditor' ? `Creditor ${name}` : 'The installation';
}

/** Red first, then the oldest. */
function byUrgency(one: MonitorGroup, other: MonitorGroup): number {
  if (one.red > 0 !== other.red > 0) return one.red > 0 ? -1 : 1;
  const [left, right] = [one.oldest_since ?? '9', other.oldest_since ?? '9'];
  return left === right ? one.key.localeCompare(other.key) : left.localeCompare(right);
}
