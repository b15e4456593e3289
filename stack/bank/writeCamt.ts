import { IncassoError } from '../../domain/errors.ts';
import type { AccountDay, BookedDay } from './bookings.ts';
import { localDateTime } from './calendar.ts';
import { signOf, sumEntries, writeEntries, writeSummary } from './camtEntries.ts';
import { fromCents } from './money.ts';
import { closeDocument, element, euro, openDocument } from './xml.ts';

/** The notification of a day's bookings on one account, camt.054.001.08, in pieces. */
export function* writeCamt054(bankName: string, day: AccountDay): Generator<string> {
  const booked = bookedDay(day);
  yield openDocument('camt.054.001.08', 'BkToCstmrDbtCdtNtfctn');
  yield groupHeader(messageId(bankName, 'N', day), booked.at);
  yield '<Ntfctn>' + heading(messageId(bankName, 'N', day), day, booked, booked.at);
  yield writeSummary(sumEntries(day));
  yield* writeEntries(bankName, day);
  yield '</Ntfctn>\n' + closeDocument('BkToCstmrDbtCdtNtfctn');
}

/** The statement at the end of a day with the same entries, camt.053.001.08, in pieces. */
export function* writeCamt053(bankName: string, day: AccountDay): Generator<string> {
  const booked = bookedDay(day);
  const createdAt = booked.closed_at ?? booked.at;
  yield openDocument('camt.053.001.08', 'BkToCstmrStmt');
  yield groupHeader(messageId(bankName, 'D', day), createdAt);
  yield '<Stmt>' + heading(messageId(bankName, 'D', day), day, booked, createdAt);
  yield balance('OPBD', booked.opening_minor, day.on);
  yield balance('CLBD', booked.closing_minor, day.on);
  yield writeSummary(sumEntries(day));
  yield* writeEntries(bankName, day);
  yield '</Stmt>\n' + closeDocument('BkToCstmrStmt');
}

function bookedDay(day: AccountDay): BookedDay {
  if (!day.booked) throw new IncassoError('BROKEN_PROMISE', `bank: ${day.on} is not booked yet`);
  return day.booked;
}

/** Also the identification of the only notification or statement in the message. */
function messageId(bankName: string, letter: 'N' | 'D', day: AccountDay): string {
  return `${bankName}-${letter}-${day.on.replaceAll('-', '')}-${day.account_no}`;
}

function groupHeader(id: string, at: string): string {
  return `<GrpHdr>${element('MsgId', id)}${element('CreDtTm', localDateTime(at))}</GrpHdr>\n`;
}

function heading(id: string, day: AccountDay, booked: BookedDay, at: string): string {
  return (
    element('Id', id) +
    element('ElctrncSeqNb', booked.sequence_no) +
    element('CreDtTm', localDateTime(at)) +
    `<FrToDt>${element('FrDtTm', `${day.on}T00:00:00`)}${element('ToDtTm', `${day.on}T23:59:59`)}</FrToDt>` +
    `<Acct><Id>${element('IBAN', day.iban)}</Id>${element('Ccy', 'EUR')}</Acct>\n`
  );
}

function balance(type: 'OPBD' | 'CLBD', minor: number, on: string): string {
  return (
    `<Bal><Tp><CdOrPrtry>${element('Cd', type)}</CdOrPrtry></Tp>${euro('Amt', fromCents(minor))}` +
    `${element('CdtDbtInd', signOf(minor))}<Dt>${element('Dt', on)}</Dt></Bal>\n`
  );
}
