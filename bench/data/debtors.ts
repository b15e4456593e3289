import { mod97Of } from '../../domain/mod97.ts';

/** A customer of the benchmarks with one open item. Everything follows from the number, so no file of them is kept. */
export interface Debtor {
  number: number;
  name: string;
  /** As it stands in pain.008. */
  sepaName: string;
  iban: string;
  umr: string;
  amountMinor: number;
  remittance: string;
}

const firstNames = ['Jürgen', 'Zoë', 'Anna', 'Søren', 'François', 'Peter', 'Mária', 'Jan'];
const sepaFirstNames = ['Juergen', 'Zoe', 'Anna', 'Soeren', 'Francois', 'Peter', 'Maria', 'Jan'];
const lastNames = ['Müller & Söhne', 'van den Berg', 'Özdemir', 'de Vries', 'Ångström', 'Jansen'];
const sepaLastNames = ['Mueller + Soehne', 'van den Berg', 'Oezdemir', 'de Vries', 'Angstroem', 'Jansen'];

/** @param number - from 1 */
export function debtorOf(number: number): Debtor {
  const first = number % firstNames.length;
  const last = number % lastNames.length;
  return {
    number,
    name: `${firstNames[first]} ${lastNames[last]} ${number}`,
    sepaName: `${sepaFirstNames[first]} ${sepaLastNames[last]} ${number}`,
    iban: dutchIban(number),
    umr: `MND-2025-${number}`,
    amountMinor: 1_000 + ((number * 7_919) % 90_000),
    remittance: `Invoice F${number} of 2026-11-02, energy and water, customer K${number}`,
  };
}

function dutchIban(number: number): string {
  const account = `RABO${String(300_000_000 + number).padStart(10, '0')}`;
  const bban = `${account}NL00`;
  const check = 98 - mod97Of(bban, 0, bban.length, 0);
  return `NL${String(check).padStart(2, '0')}${account}`;
}
