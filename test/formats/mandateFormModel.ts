import type { MandateForm } from '../../domain/mandateForm.ts';

export const item = { number: '2026-00417', amount_minor: 125050, currency: 'EUR' };

/** A complete form; each part can be replaced. */
export function form(changes: Partial<MandateForm> = {}): MandateForm {
  return {
    language: 'en',
    scheme: 'CORE',
    kind: 'recurring',
    umr: 'SR-10042-1',
    creditor: {
      name: 'Energie Coöperatie B.V.',
      identifier: 'NL98ZZZ999999990000',
      address: ['Stationsweg 12', '6711 PS Ede'],
    },
    debtor: { number: 'D10042', name: 'J. de Vries', address: ['Hoofdweg 1', '1017 XA Amsterdam'] },
    iban: null,
    bic: null,
    item: null,
    returnTo: ['Antwoordnummer 1234', '6710 VB Ede'],
    dated: '2026-11-23',
    ...changes,
  };
}
