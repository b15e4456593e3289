import { bicRule } from '../domain/bic.ts';
import { sepaIdentifierRule, sepaTextRule } from '../domain/charset.ts';
import { isDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { ibanRule, isSepaIban } from '../domain/iban.ts';
import { addMinor } from '../domain/money.ts';
import type { FrozenBatch, FrozenLine, FrozenMessage, StructuredAddress } from '../domain/sepaMessage.ts';

// The rules of fields that several SEPA messages share. Each ...Rule gives the rule that is broken, or undefined.

// SEPA allows 70 characters where ISO 20022 allows 140.
const maxName = 70;
const maxRemittance = 140;
const maxAmountMinor = 99_999_999_999;

/** Messages of 2009 have an older pattern of BICs: no digit in the bank's code, no 0 or 1 and no O in the place. */
const bicOf2009 = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?$/;

/** Says which field of what breaks which rule. Never the value: it may be a name or an account. */
export type Report = (field: string, brokenRule: string | undefined) => void;

/** Checks what every message says of itself; throws INVALID_INPUT. */
export function checkHeader(report: Report, message: FrozenMessage<FrozenBatch>): void {
  report('message_id', sepaIdentifierRule(message.message_id));
  report('created_at', dateTimeRule(message.created_at));
  report('initiating_party', nameRule(message.initiating_party));
  if (message.batches.length === 0) report('batches', 'must not be empty');
}

/**
 * Checks each batch with `check`, and that they make up the message.
 * @throws IncassoError INVALID_INPUT, or BROKEN_PROMISE when counts or sums differ.
 */
export function checkBatches<Batch extends FrozenBatch>(
  message: FrozenMessage<Batch>,
  check: (report: Report, batch: Batch) => void,
): void {
  let count = 0;
  let sumMinor = 0;
  for (const batch of message.batches) {
    const report = reportOn(`batch ${batch.batch_no}`);
    check(report, batch);
    if (!(batch.count > 0)) report('count', 'must be at least 1');
    count += batch.count;
    sumMinor = addMinor(sumMinor, batch.sum_minor);
  }
  if (count !== message.count || sumMinor !== message.sum_minor) {
    throw new IncassoError(
      'BROKEN_PROMISE',
      `message ${message.message_id} is ${message.count} lines, sum ${message.sum_minor}; ` +
        `its batches are ${count} lines, sum ${sumMinor}`,
    );
  }
}

/** Makes the rule of identifications of which a message has no two alike. */
export function newUniqueIdentifierRule(): (id: string) => string | undefined {
  const known = new Set<string>();
  return (id) => {
    const brokenRule = sepaIdentifierRule(id) ?? (known.has(id) ? 'must be unique in the message' : undefined);
    known.add(id);
    return brokenRule;
  };
}

/** The first rule that the id or the amount of a line breaks, with its field. */
export function lineRule(line: FrozenLine): string | undefined {
  return (
    rule('end_to_end_id', sepaIdentifierRule(line.end_to_end_id) ?? notProvidedRule(line.end_to_end_id)) ??
    rule('amount_minor', amountRule(line.amount_minor))
  );
}

/** A return is found again by its EndToEndId, so it is never left open. */
function notProvidedRule(endToEndId: string): string | undefined {
  return endToEndId === 'NOTPROVIDED' ? 'must identify the payment' : undefined;
}

function amountRule(amountMinor: number): string | undefined {
  const fits = Number.isInteger(amountMinor) && amountMinor >= 1 && amountMinor <= maxAmountMinor;
  return fits ? undefined : 'must be EUR 0.01 to 999999999.99';
}

export function nameRule(name: string): string | undefined {
  return sepaTextRule(name, maxName);
}

/** A remittance text may be ''. */
export function remittanceRule(text: string): string | undefined {
  return text === '' ? undefined : sepaTextRule(text, maxRemittance);
}

export function sepaIbanRule(iban: string): string | undefined {
  return isSepaIban(iban) ? ibanRule(iban) : 'must be an IBAN of a SEPA country';
}

/** @param isOf2009 - the message has the older pattern of BICs */
export function bankRule(bic: string | undefined, isNeeded: boolean, isOf2009 = false): string | undefined {
  if (bic === undefined) return isNeeded ? 'must be given for a bank outside the EEA' : undefined;
  if (isOf2009 && !bicOf2009.test(bic)) return 'must fit the older pattern of BICs of version .02';
  return bicRule(bic);
}

/** The first rule that an address breaks, with its field. */
export function structuredAddressRule(address: StructuredAddress): string | undefined {
  return (
    optionalTextRule('street', address.street, 70) ??
    optionalTextRule('building_number', address.building_number, 16) ??
    optionalTextRule('postcode', address.postcode, 16) ??
    rule('town', sepaTextRule(address.town, 35)) ??
    rule('country', /^[A-Z]{2}$/.test(address.country) ? undefined : 'must be two letters')
  );
}

function optionalTextRule(field: string, text: string | undefined, maxLength: number): string | undefined {
  return text === undefined ? undefined : rule(field, sepaTextRule(text, maxLength));
}

/** Some banks take no fraction and no zone. */
function dateTimeRule(text: string): string | undefined {
  const isTime = /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) && isDate(text.slice(0, 10));
  return isTime ? undefined : 'must be YYYY-MM-DDThh:mm:ss';
}

export function dateRule(text: string): string | undefined {
  return isDate(text) ? undefined : 'must be a date YYYY-MM-DD';
}

export function oneOf(value: string, allowed: readonly string[]): string | undefined {
  return allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`;
}

/** Puts the field in front of a broken rule. */
export function rule(field: string, brokenRule: string | undefined): string | undefined {
  return brokenRule === undefined ? undefined : `${field}: ${brokenRule}`;
}

export function reportOn(place: string): Report {
  return (field, brokenRule) => {
    if (brokenRule !== undefined) throw new IncassoError('INVALID_INPUT', `${place}, ${field}: ${brokenRule}`);
  };
}

/** Refuses a line. Its EndToEndId is only repeated when it is one: a wrong one could hold anything. */
export function refuse(line: FrozenLine, broken: string): never {
  const id = sepaIdentifierRule(line.end_to_end_id) === undefined ? ` (${line.end_to_end_id})` : '';
  throw new IncassoError('INVALID_INPUT', `batch ${line.batch_no} line ${line.line_no}${id}, ${broken}`);
}
