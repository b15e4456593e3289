import { formatMoney } from '../money.ts';
import { fillIn, isLanguage, type Language } from '../texts/index.ts';
import { mailHtml, type MailPart, mailText } from './layout.ts';

/** A debit as its debtor is told of it. */
export interface AnnouncedDebit {
  item: string;
  amount_minor: number;
  currency: string;
  /** YYYY-MM-DD. */
  collection_on: string;
  umr: string;
  /** The last four characters of the IBAN: enough for the debtor, and no more than that goes by mail. */
  account_end: string;
}

interface Words {
  title: string;
  text: string;
  item: string;
  amount: string;
  collection_on: string;
  umr: string;
  account: string;
  account_end: string;
  creditor: string;
  identifier: string;
  note: string;
  ending: string;
}

const words: Record<Language, Words> = {
  en: {
    title: 'Announcement of a direct debit by {creditor}',
    text: '{creditor} will collect by direct debit from your account:',
    item: 'Invoice',
    amount: 'Amount',
    collection_on: 'Collection date',
    umr: 'Mandate reference',
    account: 'Account',
    account_end: 'ending in {end}',
    creditor: 'Creditor',
    identifier: 'Creditor identifier',
    note: 'Please see that there is enough money in your account on that day. If it is collected later, there is nothing to do; it is not collected earlier.',
    ending: 'Kind regards, {creditor}',
  },
  nl: {
    title: 'Vooraankondiging van een incasso door {creditor}',
    text: '{creditor} schrijft automatisch van uw rekening af:',
    item: 'Factuur',
    amount: 'Bedrag',
    collection_on: 'Incassodatum',
    umr: 'Kenmerk van de machtiging',
    account: 'Rekening',
    account_end: 'eindigend op {end}',
    creditor: 'Incassant',
    identifier: 'Incassant-ID',
    note: 'Zorg dat er op die dag genoeg geld op uw rekening staat. Wordt er later afgeschreven, dan hoeft u niets te doen; eerder wordt er niet afgeschreven.',
    ending: 'Met vriendelijke groet, {creditor}',
  },
  fr: {
    title: 'Annonce d’un prélèvement par {creditor}',
    text: '{creditor} prélèvera sur votre compte :',
    item: 'Facture',
    amount: 'Montant',
    collection_on: 'Date du prélèvement',
    umr: 'Référence unique du mandat',
    account: 'Compte',
    account_end: 'se terminant par {end}',
    creditor: 'Créancier',
    identifier: 'Identifiant créancier SEPA',
    note: 'Merci de veiller à ce que votre compte soit suffisamment approvisionné à cette date. Si le prélèvement a lieu plus tard, vous n’avez rien à faire ; il n’aura pas lieu plus tôt.',
    ending: 'Cordialement, {creditor}',
  },
  de: {
    title: 'Ankündigung einer Lastschrift von {creditor}',
    text: '{creditor} zieht per Lastschrift von Ihrem Konto ein:',
    item: 'Rechnung',
    amount: 'Betrag',
    collection_on: 'Einzugsdatum',
    umr: 'Mandatsreferenz',
    account: 'Konto',
    account_end: 'endet auf {end}',
    creditor: 'Gläubiger',
    identifier: 'Gläubiger-Identifikationsnummer',
    note: 'Bitte sorgen Sie an diesem Tag für ausreichende Deckung. Wird später eingezogen, ist nichts zu tun; früher wird nicht eingezogen.',
    ending: 'Freundliche Grüße, {creditor}',
  },
  da: {
    title: 'Varsel om en opkrævning fra {creditor}',
    text: '{creditor} opkræver automatisk fra din konto:',
    item: 'Faktura',
    amount: 'Beløb',
    collection_on: 'Opkrævningsdato',
    umr: 'Mandatreference',
    account: 'Konto',
    account_end: 'slutter på {end}',
    creditor: 'Kreditor',
    identifier: 'Kreditoridentifikation',
    note: 'Sørg venligst for, at der er penge nok på kontoen den dag. Opkræves beløbet senere, skal du ikke gøre noget; det opkræves ikke tidligere.',
    ending: 'Venlig hilsen, {creditor}',
  },
};

/** The mail that announces debits in the debtor's language, with what the SEPA rules want said of each. */
export function preNotificationMail(
  reader: string,
  creditor: { name: string; identifier: string | null },
  debits: readonly AnnouncedDebit[],
): { title: string; body: string; html: string } {
  const language = isLanguage(reader) ? reader : 'en';
  const said = words[language];
  const facts = { creditor: creditor.name };
  const parts: MailPart[] = [
    { kind: 'paragraph', text: fillIn(said.text, facts) },
    ...debits.map((debit) => debitPart(said, debit)),
    {
      kind: 'facts',
      rows: [
        [said.creditor, creditor.name],
        [said.identifier, creditor.identifier ?? '–'],
      ],
    },
    { kind: 'paragraph', text: said.note },
    { kind: 'paragraph', text: fillIn(said.ending, facts) },
  ];
  return { title: fillIn(said.title, facts), body: mailText(parts), html: mailHtml(parts, language) };
}

function debitPart(said: Words, debit: AnnouncedDebit): MailPart {
  return {
    kind: 'facts',
    rows: [
      [said.item, debit.item],
      [said.amount, formatMoney(debit.amount_minor, debit.currency)],
      [said.collection_on, debit.collection_on],
      [said.umr, debit.umr],
      [said.account, fillIn(said.account_end, { end: debit.account_end })],
    ],
  };
}
