import { addDays, localTime } from '../simulation/dates.ts';
import { centreZone, isBankingDay, lastDayOfDelivery } from './calendar.ts';
import { numberIn, refuseField, textIn } from './fields.ts';
import { address, collection, text } from './positions.ts';
import type { CollectionRequest } from './readCollections.ts';
import type { Delivery } from './readDelivery.ts';
import type { CentreConfiguration, CentreCreditor, CentreSettings } from './settings.ts';

const monthlySection = '0112';
const ownIdentificationSection = '0118';

/** What a customer is asked on a date, as one text: there is one collection for it. */
export function customerDate(of: { pbs_number: string; customer_number: string; payment_on: string }): string {
  return `${of.pbs_number} ${of.customer_number} ${of.payment_on}`;
}

/**
 * Checks the rules of collections (nets.md 1.2, 2.3, 2.7 and 2.9); throws RefusedDelivery for the first that is broken.
 * That a mandate is not known is no reason to refuse the delivery.
 * @param isTaken - whether an earlier delivery has a collection for a `customerDate`
 */
export function checkCollections(
  delivery: Delivery,
  requests: CollectionRequest[],
  now: string,
  { settings, creditors }: CentreConfiguration,
  isTaken: (customerDate: string) => boolean,
): void {
  for (const creditor of creditors?.creditors ?? []) checkSolution(delivery, requests, creditor);
  const seen = new Set<string>();
  for (const request of requests) {
    checkSlip(request);
    checkIdentification(request);
    checkPaymentDate(request, now, settings);
    const key = customerDate(request);
    if (seen.has(key) || isTaken(key)) {
      refuseField(request.record, collection, 'payment_on', 'the customer has another collection on this date');
    }
    seen.add(key);
  }
}

/** A Total file on a Basis agreement is refused, and the other way round: Basis has no names, addresses and slips. */
function checkSolution(delivery: Delivery, requests: CollectionRequest[], creditor: CentreCreditor): void {
  const sections = delivery.sections.filter((section) => section.pbs_number === creditor.pbs_number);
  const addresses = sections.flatMap((section) => section.data.filter(({ type }) => type === '022'));
  if (creditor.solution === 'nets-basis') {
    const [first] = addresses;
    if (first) refuseField(first, address, 'code', 'a Total file on a Basis agreement: it takes no name and address');
    const slipText = sections.flatMap((section) => section.data).find(({ type }) => type === '062');
    if (slipText) refuseField(slipText, text, 'code', 'a Total file on a Basis agreement: it takes no text of slips');
    const slip = requests.find((each) => each.mandate_number === '' && each.pbs_number === creditor.pbs_number);
    if (slip) refuseField(slip.record, collection, 'mandate_number', 'a Basis agreement sends no payment slips');
  } else if (sections[0] && addresses.length === 0) {
    const first = sections[0].data[0] ?? sections[0].start;
    refuseField(first, collection, 'code', 'a Basis file on a Total agreement: no name and address came');
  }
}

/** A slip has no mandate and says to whom it goes; sections 0117 and 0118 hold slips only. */
function checkSlip({ record, section, mandate_number, sign, address: to }: CollectionRequest): void {
  if (mandate_number !== '') {
    if (section === monthlySection) return;
    refuseField(record, collection, 'mandate_number', `section ${section} holds payment slips, which have none`);
  }
  if (sign === 2) refuseField(record, collection, 'sign', 'nothing is disbursed by a payment slip');
  const needed = to?.country === 'DK' ? 2 : 3;
  if (!to?.country || to.lines < needed) {
    refuseField(record, collection, 'customer_number', 'a payment slip needs name, address, postcode and country');
  }
}

/** An own payer identification is 14 digits and a check digit (modulus 10); section 0118 needs one. */
function checkIdentification({ record, section }: CollectionRequest): void {
  const hasOne = numberIn(record, collection, 'payer_identification') !== 0;
  if (!hasOne && section !== ownIdentificationSection) return;
  const digits = textIn(record, collection, 'payer_identification');
  // The check digit has weight 1, the one before it 2; of a product of two digits both are added.
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const product = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  if (!hasOne || sum % 10 !== 0) {
    refuseField(record, collection, 'payer_identification', 'must be 14 digits and a check digit');
  }
}

function checkPaymentDate(
  { record, section, payment_on }: CollectionRequest,
  now: string,
  settings: CentreSettings,
): void {
  const refuse = (rule: string): never => refuseField(record, collection, 'payment_on', rule);
  const { date: today, time } = localTime(now, centreZone);
  if (!isBankingDay(payment_on)) refuse('must be a Danish banking day');
  if (payment_on < today) refuse('is over');
  if (payment_on > addDays(today, settings.most_days_ahead)) {
    refuse(`must be at most ${settings.most_days_ahead} days ahead`);
  }
  if (section !== monthlySection) return;
  const lastDay = lastDayOfDelivery(payment_on);
  if (today > lastDay || (today === lastDay && time >= settings.deadline)) {
    refuse(`had to come before ${settings.deadline} on ${lastDay}`);
  }
}
