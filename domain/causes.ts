/**
 * The table of causes: what can need a person, whose it is, what it says, and the outcomes a person may choose.
 * orange: the office that owns the receivables; red: support. A cause without an entry is red.
 */
export type Colour = 'orange' | 'red';

export interface Cause {
  colour: Colour;
  /** What is wrong and what to do, as a title and a text. `{detail}` is filled in where it is raised. */
  title: string;
  text: string;
  /** The outcomes, each with what it does. */
  outcomes: Record<string, string>;
  /** Outcomes that need a reason from the person. */
  reasonFor?: readonly string[];
}

const retryOrLeave = {
  retry: 'try again now',
} as const;

export const causes = {
  delivery_unknown: {
    colour: 'orange',
    title: 'Did this file reach the bank?',
    text: '{detail} The answer was lost and looking did not settle it. Ask the bank, or look in its portal, before you decide: sending again a file that arrived debits every customer twice.',
    outcomes: {
      arrived: 'the bank has the file: go on and wait for its answer',
      send_again: 'the bank does not have it: deliver the same bytes once more',
      withdraw: 'the bank does not have it and shall not get it: release the lines',
    },
    reasonFor: ['send_again', 'withdraw'],
  },
  delivery_failed: {
    colour: 'red',
    title: 'A file could not be delivered',
    text: '{detail} Nothing has left the house. Mend the cause (directory, permission, space), then retry.',
    outcomes: { retry: 'deliver again', withdraw: 'do not send it: release the lines' },
    reasonFor: ['withdraw'],
  },
  submission_silent: {
    colour: 'orange',
    title: 'The bank has not answered',
    text: '{detail} No status and no settlement came by the expected time. Ask the bank.',
    outcomes: {
      wait: 'the bank says it is coming: wait as long again',
      rejected: 'the bank says it refused the whole file: the lines become rejected',
    },
    reasonFor: ['rejected'],
  },
  file_unreadable: {
    colour: 'orange',
    title: 'An inbound file cannot be read',
    text: '{detail} Nothing of it was applied; it is kept in quarantine. Ask the sender for a sound copy.',
    outcomes: { quarantine: 'leave it aside' },
  },
  file_does_not_add_up: {
    colour: 'orange',
    title: 'An inbound file does not add up',
    text: '{detail} Nothing of it was applied. Compare it with the bank; then sign it off or put it aside.',
    outcomes: { sign_off: 'apply it as it is', quarantine: 'put it aside' },
    reasonFor: ['sign_off', 'quarantine'],
  },
  records_unmatched: {
    colour: 'orange',
    title: 'Records of a bank file match nothing',
    text: '{detail} They are kept and tried again whenever a line appears that they could belong to.',
    outcomes: { seen: 'taken note of; they stay on the list' },
  },
  status_needs_person: {
    colour: 'orange',
    title: 'Rejected or returned collections need a decision',
    text: '{detail} The reason is one that only a person can judge. Look at each customer; then say seen.',
    outcomes: { seen: 'dealt with' },
  },
  posting_parked: {
    colour: 'orange',
    title: 'Lines could not be posted',
    text: '{detail} The others were posted. Mend the cause; the next posting run takes them along.',
    outcomes: { seen: 'mended' },
  },
  workflow_failed: {
    colour: 'red',
    title: 'A process could not go on',
    text: '{detail} It waits where it stopped. Mend the cause, then retry.',
    outcomes: retryOrLeave,
  },
  job_failed: {
    colour: 'red',
    title: 'A run failed',
    text: '{detail} The next run of its schedule tries again; nothing was half done.',
    outcomes: { seen: 'taken note of' },
  },
  stopped_by_hand: {
    colour: 'red',
    title: 'A process was cancelled in the Web UI',
    text: '{detail} Its row still waits. Resume it, or decide what shall become of it.',
    outcomes: { resume: 'start it again where it stopped' },
  },
  nobody_works_on_this: {
    colour: 'red',
    title: 'A row waits and nobody works on it',
    text: '{detail} It was resumed once and stopped again. Look at the worker and its log.',
    outcomes: { resume: 'start it again' },
  },
} as const satisfies Record<string, Cause>;

export type CauseName = keyof typeof causes;

/** The entry of a cause, or the red one for a cause that has none. */
export function causeOf(name: string): Cause {
  const known: Record<string, Cause> = causes;
  return (
    known[name] ?? {
      colour: 'red',
      title: `Unknown cause ${name}`,
      text: '{detail}',
      outcomes: { seen: 'taken note of' },
    }
  );
}
