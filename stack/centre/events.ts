import { addDays } from '../simulation/dates.ts';
import type { Books } from './books.ts';
import { plainNumber } from './fields.ts';
import { MandateRegister } from './mandates.ts';
import type { BookRecord, Owner } from './records.ts';
import type { CentreConfiguration, CentreEvent } from './settings.ts';

interface DueEvent {
  event: CentreEvent;
  owner: Owner;
}

/** The first date after those processed on which an event happens. One whose date is over happens on the next date. */
export function nextDateOfEvent({ events, creditors }: CentreConfiguration, books: Books): string | undefined {
  const next = addDays(books.processedThrough, 1);
  return dueEvents({ events, creditors }, books)
    .map(({ event }) => (event.on > next ? event.on : next))
    .sort()[0];
}

/** What the events until a date do, each once. */
export function recordsOfEvents(on: string, configuration: CentreConfiguration, books: Books): BookRecord[] {
  const register = new MandateRegister(books, configuration);
  const due = dueEvents(configuration, books).filter(({ event }) => event.on <= on);
  return due.flatMap(({ event, owner: { supplier, subsystem } }): BookRecord[] => {
    const taken: BookRecord = { kind: 'event', id: event.id };
    if (event.kind === 'full_register') {
      const mandates = register.activeOf(event.pbs_number).map(({ is_active: _, ...mandate }) => mandate);
      return [taken, { kind: 'register', supplier, subsystem, on, mandates }];
    }
    const mandate = {
      pbs_number: event.pbs_number,
      debtor_group: event.debtor_group,
      customer_number: plainNumber(event.customer_number),
      mandate_number: plainNumber(event.mandate_number),
    };
    register.put({ ...mandate, is_active: event.kind === 'registered' });
    const change = { supplier, subsystem, ...mandate, number_given: false, event: event.kind, on };
    return [taken, { kind: 'mandate', ...change }];
  });
}

/** Events that did not happen yet. Without creditors.json one waits until a delivery has said whose its creditor is. */
function dueEvents({ events, creditors }: Pick<CentreConfiguration, 'events' | 'creditors'>, books: Books): DueEvent[] {
  return events.flatMap((event) => {
    const owner = creditors ?? books.ownerOf(event.pbs_number);
    return owner && !books.events.has(event.id) ? [{ event, owner }] : [];
  });
}
