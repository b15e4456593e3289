import type { Calendar } from './calendars/calendar.ts';
import { freeBusinessDay } from './calendars/calendar.ts';
import {
  betalingsserviceDateRule,
  betalingsserviceDeadline,
  danishBanking,
  earliestBetalingsserviceDate,
  latestBetalingsserviceDate,
} from './calendars/denmark.ts';
import { target2 } from './calendars/target2.ts';
import { addDays, lastOfMonth, localDate, localDateTime, localTimeToInstant } from './dates.ts';
import { IncassoError } from './errors.ts';
import type { JobName } from './ids.ts';
import type { Scheme } from './mandateActions.ts';

/** What a collection system says about when it takes files. */
export interface SendingRules {
  code: string;
  adapter: string;
  active: boolean;
  direct_communication: boolean;
  zone: string;
  /** Local time until which the bank takes a file on a business day: `12:30`. Betalingsservice has a deadline of its own. */
  cut_off: string;
  lead_days: number;
  silence_days: number;
}

/** What is known of an adapter without its formats. */
export interface AdapterFacts {
  family: 'sepa' | 'betalingsservice';
  scheme: Scheme;
  currency: 'EUR' | 'DKK';
  calendar: Calendar;
  hasAgreements: boolean;
  /** A line without a mandate goes as a payment slip. */
  sendsSlips: boolean;
}

const sepa = { family: 'sepa', currency: 'EUR', calendar: target2, hasAgreements: false, sendsSlips: false } as const;
const betalingsservice = {
  family: 'betalingsservice',
  scheme: 'BS',
  currency: 'DKK',
  calendar: danishBanking,
  hasAgreements: true,
} as const;

/** Every adapter. A further system is a further entry here and in activities/adapters.ts. */
export const adapterFacts: Readonly<Record<string, AdapterFacts>> = {
  'sepa-core': { ...sepa, scheme: 'CORE' },
  'sepa-b2b': { ...sepa, scheme: 'B2B' },
  'nets-basis': { ...betalingsservice, sendsSlips: false },
  'nets-total': { ...betalingsservice, sendsSlips: true },
};

/** Throws INVALID_INPUT for an adapter that this version does not have. */
export function factsOf({ code, adapter }: { code: string; adapter: string }): AdapterFacts {
  const facts = adapterFacts[adapter];
  if (!facts) throw new IncassoError('INVALID_INPUT', `adapter ${adapter} of ${code} is not known`);
  return facts;
}

/** Jobs that make files. A person may start them without direct communication, and takes the files out (C1). */
const sendingJobs: readonly JobName[] = ['collectionSend', 'agreementSend'];

/**
 * Why a job of a system does not run, or undefined when it does (C1, C2, C11).
 * @param given.alsoActive - the other active systems whose payment files look the same
 * @param given.byHand - a person starts it, and takes the files out where the system does not deliver them
 */
export function reasonNotToRun(
  system: SendingRules,
  job: JobName,
  { alsoActive = [], byHand = false }: { alsoActive?: readonly string[]; byHand?: boolean } = {},
): string | undefined {
  if (!system.active) return `collection system ${system.code} is not active`;
  if (!system.direct_communication && !(byHand && sendingJobs.includes(job))) {
    return (
      `collection system ${system.code} is not marked direct communication: files are taken out and put in by hand ` +
      `("incasso files take", "incasso files give")`
    );
  }
  if ((job === 'agreementSend' || job === 'agreementImport') && !factsOf(system).hasAgreements) {
    return `${system.code} has no agreement files: mandates travel with the first collection`;
  }
  if (job === 'paymentImport' && alsoActive.length > 0) return sharedFilesRule(system.code, alsoActive);
  return undefined;
}

/** The sentence about systems of which only one may be active for payments to be imported (C11). */
export function sharedFilesRule(code: string, alsoActive: readonly string[]): string {
  return (
    `${[code, ...alsoActive].join(' and ')} are active together, and a payment file does not say to which of them it belongs: ` +
    `payments are imported for none of them; deactivate one, or give the files by hand ("incasso files give")`
  );
}

/**
 * First date that the bank still takes: lead days after today, or after the next business day past the cut-off. Betalingsservice
 * takes the files of a whole month until a day of the month before.
 */
export function earliestCollectionOn(system: SendingRules, at: string): string {
  if (factsOf(system).family === 'betalingsservice') return earliestBetalingsserviceDate(at);
  return factsOf(system).calendar.addBusinessDays(submissionDay(system, at), system.lead_days);
}

/**
 * The rule that the first date of a frozen file breaks when it is delivered at an instant, or undefined. A bank is given the benefit
 * of the doubt about its cut-off: it says so itself (TM01).
 */
export function dateRuleOnDelivery(
  system: SendingRules,
  { kind, first_collection_on: first }: { kind: string; first_collection_on: string },
  at: string,
): string | undefined {
  if (factsOf(system).family === 'betalingsservice') return betalingsserviceDateRule(first, at);
  const today = localDate(at, system.zone);
  if (kind === 'disbursements') return first < today ? 'must not be in the past' : undefined;
  return first <= today ? 'must be after today' : undefined;
}

/** The next instant until which the bank takes a file. */
export function nextCutOff(system: SendingRules, at: string): string {
  if (factsOf(system).family === 'betalingsservice') return betalingsserviceDeadline(earliestBetalingsserviceDate(at));
  return localTimeToInstant(submissionDay(system, at), system.cut_off, system.zone);
}

/** The business day on which a file that is sent now still counts as sent. */
function submissionDay(system: SendingRules, at: string): string {
  const { calendar } = factsOf(system);
  const today = localDate(at, system.zone);
  const beforeCutOff = calendar.isBusinessDay(today) && at < localTimeToInstant(today, system.cut_off, system.zone);
  return beforeCutOff ? today : calendar.next(addDays(today, 1));
}

const proposeDaysAhead = 7;
const answerTime = '18:00';

/** The calendar's part of a send at an instant (C7, C15). */
export function sendingDates(system: SendingRules, at: string) {
  const { calendar, family } = factsOf(system);
  const isMonthly = family === 'betalingsservice';
  const today = localDate(at, system.zone);
  const earliest = earliestCollectionOn(system, at);
  const answerDueAt = (collectionOn: string): string =>
    localTimeToInstant(calendar.addBusinessDays(collectionOn, system.silence_days), answerTime, system.zone);
  return {
    today,
    createdLocal: localDateTime(at, system.zone),
    earliest,
    /** Last date that the bank takes; undefined where it sets none. */
    latest: isMonthly ? latestBetalingsserviceDate(at) : undefined,
    /** Items due until then are proposed: of a month that is collected in one go, all of them. */
    proposeUntil: isMonthly ? lastOfMonth(earliest) : addDays(today, proposeDaysAhead + system.lead_days),
    toBusinessDay: calendar.next,
    /** Where a customer is collected from once on a date: the first business day that is not taken. */
    toFreeDay: isMonthly
      ? (date: string, taken: ReadonlySet<string>): string => freeBusinessDay(calendar, date, taken)
      : undefined,
    /** The instant until which the bank must have answered for a file collected on that date. */
    answerDueAt,
    /**
     * The same for its first answer: Betalingsservice sends a receipt at once, and without one there is still time to ask before the
     * deadline of the month.
     */
    firstAnswerDueAt: (collectionOn: string): string => answerDueAt(isMonthly ? today : collectionOn),
  };
}
