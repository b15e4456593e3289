import type { MandateTexts } from './wording.ts';
import { both } from './wording.ts';

const authorisation =
  'Ved at underskrive denne betalingsaftale giver du tilladelse til, (A) at {creditor} anmoder dit pengeinstitut om at debitere din konto, og (B) at dit pengeinstitut debiterer din konto i overensstemmelse med anmodningen fra {creditor}.';

/** In Danish: the translation of EPC374-08, where a mandate is a "betalingsaftale"; Core in the same words. */
export const da: MandateTexts = {
  titles: {
    CORE: both('SEPA Direct Debit betalingsaftale'),
    B2B: both('SEPA Direct Debit betalingsaftale mellem erhvervsdrivende'),
  },
  authorisation: {
    CORE: both([
      authorisation,
      'Du har ret til at få beløbet tilbagebetalt fra dit pengeinstitut i henhold til vilkårene i din aftale med pengeinstituttet. Krav om tilbagebetaling skal fremsættes senest 8 uger efter den dato, hvor din konto blev debiteret.',
    ]),
    B2B: both([
      authorisation,
      'Denne betalingsaftale er kun beregnet til brug for erhvervsdrivende. Du er ikke berettiget til at få beløbet tilbagebetalt fra dit pengeinstitut, når din konto er blevet debiteret. Du har dog ret til at anmode dit pengeinstitut om ikke at debitere din konto til og med dagen før betalingsdagen.',
    ]),
  },
  greeting: 'Kære kunde',
  covering: {
    recurring:
      'Vi vil gerne opkræve det, du skylder os, fra din konto via SEPA Direct Debit. Kontrollér betalingsaftalen herunder, udfyld det, der mangler, underskriv aftalen, og send den tilbage til os.',
    one_off:
      'Vi vil gerne opkræve en enkelt betaling fra din konto via SEPA Direct Debit. Kontrollér betalingsaftalen herunder, udfyld det, der mangler, underskriv aftalen, og send den tilbage til os.',
  },
  registration:
    'Betalingsaftalen skal også registreres i dit pengeinstitut: Uden registrering afviser det opkrævningen.',
  dated: 'Dato',
  debtor_number: 'Kundenummer',
  umr: 'Reference til betalingsaftale',
  creditor_identifier: 'Kreditoridentifikation',
  creditor_name: 'Kreditors navn',
  creditor_address: 'Kreditors adresse',
  debtor_name: 'Debitors navn',
  debtor_address: 'Debitors adresse',
  iban: 'Dit kontonummer – IBAN',
  bic: 'SWIFT BIC',
  please_check: 'kontrollér venligst',
  optional: 'valgfrit',
  payment_type: 'Betalingstype',
  payment_types: { recurring: 'Gentagne betalinger', one_off: 'Engangsbetaling' },
  reason: 'Betalingen vedrører',
  place: 'Sted',
  date: 'Dato',
  signature: 'Underskrift(er)',
  note: 'Bemærk: Dine rettigheder i forbindelse med ovenstående betalingsaftale er beskrevet i en oversigt, som du kan få i dit pengeinstitut.',
  return_to: 'Returneres til',
};
