import { addDays, daysBetween, localDate, localTimeToInstant } from './dates.ts';

const stepDays = 14;
/** How late a digest may still go: a worker that was down on the Monday makes up for it until Thursday. */
const catchUpDays = 3;
const oldEnoughDays = 5;
const morning = '08:00';

/**
 * The digest that a person in a zone may get now: its Monday, counted in steps of 14 days from the anchor Monday.
 * Undefined before 08:00 of that Monday, more than three days after it, and before the anchor.
 * @param anchor - a Monday 'YYYY-MM-DD'. @param at - ISO instant.
 */
export function digestDue(anchor: string, at: string, zone: string): string | undefined {
  const monday = digestDayOf(anchor, at, zone);
  return monday !== undefined && at >= localTimeToInstant(monday, morning, zone) ? monday : undefined;
}

/** The Monday whose digest belongs to the day on which it is `at` in a zone, also when its hour is still to come. */
export function digestDayOf(anchor: string, at: string, zone: string): string | undefined {
  const today = localDate(at, zone);
  const sinceAnchor = daysBetween(anchor, today);
  if (sinceAnchor < 0 || sinceAnchor % stepDays > catchUpDays) return undefined;
  return addDays(today, -(sinceAnchor % stepDays));
}

/** What the digest must know of an open instruction. */
export interface Waiting {
  /** What it is grouped by: its dossier, else its creditor. */
  group: string;
  /** The date on which it was raised, in the recipient's zone. */
  raised_on: string;
}

/**
 * The instructions that a digest lists, by group: all of every group whose oldest is five calendar days old or older on
 * the digest's Monday (T8). Groups in the order of their oldest.
 */
export function digestGroups<Instruction extends Waiting>(
  instructions: readonly Instruction[],
  monday: string,
): [group: string, instructions: Instruction[]][] {
  const groups = new Map<string, Instruction[]>();
  for (const instruction of [...instructions].sort((one, other) => one.raised_on.localeCompare(other.raised_on))) {
    const group = groups.get(instruction.group);
    if (group) group.push(instruction);
    else groups.set(instruction.group, [instruction]);
  }
  return [...groups].filter(([, [oldest]]) => oldest && daysBetween(oldest.raised_on, monday) >= oldEnoughDays);
}
