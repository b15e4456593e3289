import type { SepaScheme } from '../../domain/mandateActions.ts';
import type { Kind, MandateTexts } from './wording.ts';
import { byKind } from './wording.ts';

const authorisation: Record<SepaScheme, Record<Kind, string>> = {
  CORE: {
    recurring:
      'Door ondertekening van dit formulier geeft u toestemming aan {creditor} om doorlopende incasso-opdrachten te sturen naar uw bank om een bedrag van uw rekening af te schrijven en aan uw bank om doorlopend een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van {creditor}.',
    one_off:
      'Door ondertekening van dit formulier geeft u toestemming aan {creditor} om een eenmalige incasso-opdracht te sturen naar uw bank om een bedrag van uw rekening af te schrijven en aan uw bank om eenmalig een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van {creditor}.',
  },
  B2B: {
    recurring:
      'Door ondertekening van dit formulier geeft u toestemming aan {creditor} om doorlopende zakelijke incasso-opdrachten te sturen naar uw bank om een bedrag van uw rekening af te schrijven en aan uw bank om doorlopend een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van {creditor}.',
    one_off:
      'Door ondertekening van dit formulier geeft u toestemming aan {creditor} om een eenmalige zakelijke incasso-opdracht te sturen naar uw bank om een bedrag van uw rekening af te schrijven en aan uw bank om eenmalig een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van {creditor}.',
  },
};

/** In Dutch: the wording of the Dutch banks, who word a recurring and a one-off mandate differently. */
export const nl: MandateTexts = {
  titles: {
    CORE: { recurring: 'Doorlopende SEPA-machtiging', one_off: 'Eenmalige SEPA-machtiging' },
    B2B: { recurring: 'Doorlopende SEPA-machtiging bedrijven', one_off: 'Eenmalige SEPA-machtiging bedrijven' },
  },
  authorisation: {
    CORE: byKind((kind) => [
      authorisation.CORE[kind],
      'Als u het niet eens bent met deze afschrijving, kunt u deze laten terugboeken. Neem hiervoor binnen 8 weken na afschrijving contact op met uw bank. Vraag uw bank naar de voorwaarden.',
    ]),
    B2B: byKind((kind) => [
      authorisation.B2B[kind],
      'Deze machtiging is uitsluitend bedoeld voor zakelijke incassotransacties tussen bedrijven. Na afschrijving heeft u geen recht om het bedrag terug te laten boeken. U heeft wel het recht om uw bank te vragen het bedrag niet af te schrijven van uw rekening. U kunt dit doen tot en met de dag waarop de afschrijving zou plaatsvinden.',
    ]),
  },
  greeting: 'Geachte heer, mevrouw,',
  covering: {
    recurring:
      'Wij willen wat u ons verschuldigd bent graag automatisch van uw bankrekening incasseren. Wilt u de machtiging hieronder controleren, aanvullen wat ontbreekt, ondertekenen en aan ons terugsturen?',
    one_off:
      'Wij willen graag eenmalig een bedrag van uw bankrekening incasseren. Wilt u de machtiging hieronder controleren, aanvullen wat ontbreekt, ondertekenen en aan ons terugsturen?',
  },
  registration: 'Registreer deze machtiging ook bij uw bank: zonder registratie voert uw bank de incasso niet uit.',
  dated: 'Datum',
  debtor_number: 'Klantnummer',
  umr: 'Kenmerk machtiging',
  creditor_identifier: 'Incassant-ID',
  creditor_name: 'Naam incassant',
  creditor_address: 'Adres incassant',
  debtor_name: 'Uw naam',
  debtor_address: 'Uw adres',
  iban: 'Uw rekeningnummer – IBAN',
  bic: 'BIC',
  please_check: 'graag controleren',
  optional: 'niet verplicht',
  payment_type: 'Soort betaling',
  payment_types: { recurring: 'Doorlopend', one_off: 'Eenmalig' },
  reason: 'Reden betaling',
  place: 'Plaats',
  date: 'Datum',
  signature: 'Handtekening',
  note: 'Uw rechten staan omschreven in een verklaring die u bij uw bank kunt opvragen.',
  return_to: 'Terugsturen naar',
};
