import type { Kind, MandateTexts } from './wording.ts';
import { both, byKind } from './wording.ts';

const authorisation: Record<Kind, string> = {
  recurring:
    'Ich ermächtige / Wir ermächtigen {creditor}, Zahlungen von meinem / unserem Konto mittels Lastschrift einzuziehen. Zugleich weise ich mein / weisen wir unser Kreditinstitut an, die von {creditor} auf mein / unser Konto gezogenen Lastschriften einzulösen.',
  one_off:
    'Ich ermächtige / Wir ermächtigen {creditor}, einmalig eine Zahlung von meinem / unserem Konto mittels Lastschrift einzuziehen. Zugleich weise ich mein / weisen wir unser Kreditinstitut an, die von {creditor} auf mein / unser Konto gezogene Lastschrift einzulösen.',
};

/** In German: the wording of the German banks, who word a recurring and a one-off mandate differently. */
export const de: MandateTexts = {
  titles: {
    CORE: both('SEPA-Lastschriftmandat'),
    B2B: both('SEPA-Firmenlastschrift-Mandat'),
  },
  authorisation: {
    CORE: byKind((kind) => [
      authorisation[kind],
      'Hinweis: Ich kann / Wir können innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des belasteten Betrages verlangen. Es gelten dabei die mit meinem / unserem Kreditinstitut vereinbarten Bedingungen.',
    ]),
    B2B: byKind((kind) => [
      authorisation[kind],
      'Hinweis: Dieses Lastschriftmandat dient nur dem Einzug von Lastschriften, die auf Konten von Unternehmen gezogen sind. Ich bin / Wir sind nicht berechtigt, nach der erfolgten Einlösung eine Erstattung des belasteten Betrages zu verlangen. Ich bin / Wir sind berechtigt, mein / unser Kreditinstitut bis zum Fälligkeitstag anzuweisen, Lastschriften nicht einzulösen.',
    ]),
  },
  greeting: 'Sehr geehrte Damen und Herren,',
  covering: {
    recurring:
      'wir möchten die von Ihnen geschuldeten Beträge per Lastschrift von Ihrem Konto einziehen. Bitte prüfen Sie das nachstehende Mandat, ergänzen Sie, was fehlt, und senden Sie es uns unterschrieben zurück.',
    one_off:
      'wir möchten einmalig eine Zahlung per Lastschrift von Ihrem Konto einziehen. Bitte prüfen Sie das nachstehende Mandat, ergänzen Sie, was fehlt, und senden Sie es uns unterschrieben zurück.',
  },
  registration:
    'Bitte bestätigen Sie dieses Mandat auch Ihrem Kreditinstitut: Ohne Bestätigung löst es die Lastschrift nicht ein.',
  dated: 'Datum',
  debtor_number: 'Kundennummer',
  umr: 'Mandatsreferenz',
  creditor_identifier: 'Gläubiger-Identifikationsnummer',
  creditor_name: 'Zahlungsempfänger (Gläubiger)',
  creditor_address: 'Anschrift des Zahlungsempfängers',
  debtor_name: 'Zahlungspflichtiger (Kontoinhaber)',
  debtor_address: 'Anschrift des Zahlungspflichtigen',
  iban: 'IBAN des Zahlungspflichtigen',
  bic: 'BIC',
  please_check: 'bitte prüfen',
  optional: 'Angabe freiwillig',
  payment_type: 'Zahlungsart',
  payment_types: { recurring: 'Wiederkehrende Zahlung', one_off: 'Einmalige Zahlung' },
  reason: 'Verwendungszweck',
  place: 'Ort',
  date: 'Datum',
  signature: 'Unterschrift(en)',
  note: 'Hinweis: Ihre Rechte zu dem obigen Mandat sind in einem Merkblatt enthalten, das Sie von Ihrem Kreditinstitut erhalten können.',
  return_to: 'Zurück an',
};
