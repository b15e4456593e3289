import type { BankAccounts, BankSettings } from './settings.ts';

/** Why the bank refuses a whole file: an ISO external status reason code and a sentence of at most 105 characters. */
export interface Objection {
  code: string;
  sentence: string;
}

/** What the bank knows when it checks a file. */
export interface CheckContext {
  /** The business instant of receipt. */
  now: string;
  settings: BankSettings;
  accounts: BankAccounts | undefined;
  /** Identifications of earlier messages; those of batches and payments count only if their file was accepted. */
  seen: { message(id: string): boolean; paymentInfo(id: string): boolean; endToEnd(id: string): boolean };
}

const sepaText = /^[A-Za-z0-9/\-?:().,'+ ]*$/;
const sepaIdentification = /^(?!\/)(?!.*\/\/)(?!.*\/$)[A-Za-z0-9/\-?:().,'+ ]{1,35}$/;

export function object(code: string, sentence: string): Objection {
  return { code, sentence };
}

/** 1 to 35 characters of the SEPA set, without a slash at either end and without two in a row. */
export function isIdentification(text: string): boolean {
  return sepaIdentification.test(text);
}

export function isText(text: string, most: number): boolean {
  return text.trim() !== '' && text.length <= most && sepaText.test(text);
}

/** Form, and check digits by ISO 7064 mod 97-10. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** What is wrong with the account that a batch is booked on, which stands in `field`. */
export function checkOwnAccount(
  code: string,
  field: string,
  iban: string,
  { accounts }: CheckContext,
): Objection | undefined {
  if (!isIban(iban)) return object(code, `${field}: no valid IBAN`);
  if (accounts && !accounts.some((account) => account.iban === iban)) {
    return object(code, `${field}: no account of this bank`);
  }
  return undefined;
}

/** What every payment has. */
export function checkPaymentHead(payment: {
  end_to_end_id: string;
  instruction_id: string;
  remittance: string;
}): Objection | undefined {
  if (!isIdentification(payment.end_to_end_id)) return object('FF01', 'EndToEndId: 1 to 35 SEPA characters');
  if (payment.instruction_id !== '' && !isIdentification(payment.instruction_id)) {
    return object('FF01', 'InstrId: 1 to 35 SEPA characters');
  }
  if (payment.remittance !== '' && !isText(payment.remittance, 140)) {
    return object('FF01', 'RmtInf: at most 140 SEPA characters');
  }
  return undefined;
}

/** Remainder by 97 with letters as numbers (A is 10). */
export function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
