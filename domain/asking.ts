import { addDays, localTimeToInstant } from './dates.ts';

/** How often a signature is asked for before a person is: the first time and two reminders. */
export const asksBeforePerson = 3;
/** From one ask to the next, and from the last one to the person. */
export const daysBetweenAsks = 14;

const morning = '08:00';

/** The instant of a day at which asks go out, in the creditor's zone. */
export function askInstant(day: string, zone: string): string {
  return localTimeToInstant(day, morning, zone);
}

/** The day on which the next step is due after an ask. */
export function nextAskOn(askedOn: string): string {
  return addDays(askedOn, daysBetweenAsks);
}
