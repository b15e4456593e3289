import { addTarget2Days, isTarget2Day, nextTarget2Day } from './calendars/target2.ts';
import { addDays, localDate, localDateTime, localTimeToInstant } from './dates.ts';
import { IncassoError } from './errors.ts';

/** What a collection system says about when it takes files. */
export interface SendingRules {
  code: string;
  active: boolean;
  direct_communication: boolean;
  zone: string;
  /** Local time until which the bank takes a file on a business day: `12:30`. */
  cut_off: string;
  lead_days: number;
  silence_days: number;
}

/** Why the jobs of a system do not run, or undefined when they do (C1). */
export function reasonNotToRun(system: SendingRules): string | undefined {
  if (!system.active) return `collection system ${system.code} is not active`;
  if (!system.direct_communication) {
    return `collection system ${system.code} is not marked direct communication: files are taken out and put in by hand`;
  }
  return undefined;
}

/** First date that the bank still takes: lead days after today, or after the next business day past the cut-off. */
export function earliestCollectionOn(system: SendingRules, at: string): string {
  return addTarget2Days(submissionDay(system, at), system.lead_days);
}

/** The next instant until which the bank takes a file. */
export function nextCutOff(system: SendingRules, at: string): string {
  return localTimeToInstant(submissionDay(system, at), system.cut_off, system.zone);
}

/** The business day on which a file that is sent now still counts as sent. */
function submissionDay(system: SendingRules, at: string): string {
  const today = localDate(at, system.zone);
  const beforeCutOff = isTarget2Day(today) && at < localTimeToInstant(today, system.cut_off, system.zone);
  return beforeCutOff ? today : nextTarget2Day(addDays(today, 1));
}

const proposeDaysAhead = 7;
const answerTime = '18:00';

/** The calendar's part of a send at an instant (C7, C15). */
export function sendingDates(system: SendingRules, at: string) {
  const today = localDate(at, system.zone);
  return {
    today,
    createdLocal: localDateTime(at, system.zone),
    earliest: earliestCollectionOn(system, at),
    /** Items due until then are proposed. */
    proposeUntil: addDays(today, proposeDaysAhead + system.lead_days),
    toBusinessDay: nextTarget2Day,
    /** The instant until which the bank must have answered for a file collected on that date. */
    answerDueAt: (collectionOn: string): string =>
      localTimeToInstant(addTarget2Days(collectionOn, system.silence_days), answerTime, system.zone),
  };
}

export interface AdapterFacts {
  scheme: 'CORE' | 'B2B';
  hasAgreements: boolean;
}

/** What is known of an adapter without its formats. A further system is a further entry here and in activities/adapters.ts. */
export const adapterFacts: Readonly<Record<string, AdapterFacts>> = {
  'sepa-core': { scheme: 'CORE', hasAgreements: false },
  'sepa-b2b': { scheme: 'B2B', hasAgreements: false },
};

/** Throws INVALID_INPUT for an adapter that this version does not have. */
export function factsOf({ code, adapter }: { code: string; adapter: string }): AdapterFacts {
  const facts = adapterFacts[adapter];
  if (!facts) throw new IncassoError('INVALID_INPUT', `adapter ${adapter} of ${code} is not known`);
  return facts;
}
