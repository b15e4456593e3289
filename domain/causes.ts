/**
 * The table of causes: what can need a person, whose it is, and the outcomes that a person may choose. Their texts stand
 * in domain/texts/. orange: the office that owns the receivables or the dossier; red: support. A cause without an entry is red.
 */
export type Colour = 'orange' | 'red';

export interface Cause {
  colour: Colour;
  outcomes: readonly string[];
  /** Outcomes that need a reason from the person. */
  reasonFor?: readonly string[];
  /** Outcomes that take corrected input. */
  inputFor?: readonly string[];
}

const taskOutcomes = { outcomes: ['retry', 'cancel'], reasonFor: ['cancel'], inputFor: ['retry', 'cancel'] } as const;

export const causes = {
  delivery_unknown: {
    colour: 'orange',
    outcomes: ['arrived', 'send_again', 'withdraw'],
    reasonFor: ['send_again', 'withdraw'],
  },
  delivery_failed: { colour: 'red', outcomes: ['retry', 'withdraw'], reasonFor: ['withdraw'] },
  submission_silent: {
    colour: 'orange',
    outcomes: ['wait', 'rejected', 'unpaid'],
    reasonFor: ['rejected', 'unpaid'],
  },
  // an outgoing file needs its approval, or a person who takes it to the bank
  file_waits: { colour: 'orange', outcomes: ['seen'] },
  file_unreadable: { colour: 'orange', outcomes: ['quarantine'] },
  file_does_not_add_up: {
    colour: 'orange',
    outcomes: ['sign_off', 'quarantine'],
    reasonFor: ['sign_off', 'quarantine'],
  },
  // a file that the bank sends on its days has not come
  file_missing: { colour: 'orange', outcomes: ['seen'] },
  records_unmatched: { colour: 'orange', outcomes: ['seen'] },
  // what a payment centre says of agreements
  agreements_unmatched: { colour: 'orange', outcomes: ['seen'] },
  agreements_differ: { colour: 'orange', outcomes: ['seen'] },
  registration_remarks: { colour: 'orange', outcomes: ['seen'] },
  receipt_to_judge: { colour: 'orange', outcomes: ['accepted', 'rejected'], reasonFor: ['rejected'] },
  receipt_unmatched: { colour: 'orange', outcomes: ['seen'] },
  status_needs_person: { colour: 'orange', outcomes: ['seen'] },
  posting_parked: { colour: 'orange', outcomes: ['seen'] },
  workflow_failed: { colour: 'red', outcomes: ['retry'] },
  job_failed: { colour: 'red', outcomes: ['seen'] },
  stopped_by_hand: { colour: 'red', outcomes: ['resume'] },
  nobody_works_on_this: { colour: 'red', outcomes: ['resume'] },
  // the accounting package refused a task; the dossier is blocked until somebody has dealt with it
  wrong_period: { colour: 'orange', ...taskOutcomes },
  unknown_journal: { colour: 'orange', ...taskOutcomes },
  double_booking: { colour: 'orange', ...taskOutcomes },
  wrong_vat_code: { colour: 'orange', ...taskOutcomes },
  not_activated: { colour: 'orange', ...taskOutcomes },
  unknown_dossier: { colour: 'orange', ...taskOutcomes },
  unknown_document: { colour: 'orange', ...taskOutcomes },
  package_database_error: { colour: 'red', ...taskOutcomes },
  package_unavailable: { colour: 'red', ...taskOutcomes },
  package_refused: { colour: 'red', ...taskOutcomes },
  no_connector: { colour: 'red', outcomes: ['seen'] },
  // the customer has not signed, however often they were asked
  signature_missing: { colour: 'orange', outcomes: ['remind', 'abandon'], reasonFor: ['abandon'] },
  mandates_expiring: { colour: 'orange', outcomes: ['seen'] },
  // asked for by hand, to see who is mailed
  test: { colour: 'orange', outcomes: ['seen'] },
} as const satisfies Record<string, Cause>;

export type CauseName = keyof typeof causes;

const unknown: Cause = { colour: 'red', outcomes: ['seen'] };

/** The entry of a cause, or the red one for a cause that has none. */
export function causeOf(name: string): Cause {
  const known: Record<string, Cause> = causes;
  return known[name] ?? unknown;
}
