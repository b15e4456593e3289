import { fillIn, isLanguage, type Language } from '../texts/index.ts';
import { mailHtml, type MailPart, mailText } from './layout.ts';

interface Words {
  title: string;
  reminder: string;
  text: string;
  again: string;
  ending: string;
}

const words: Record<Language, Words> = {
  en: {
    title: 'Please sign the direct debit mandate {umr}',
    reminder: 'Reminder: please sign the direct debit mandate {umr}',
    text: 'So that {creditor} can collect what you owe by direct debit, we need your mandate. The form is attached. Please fill in what is missing, sign it, and send it back to us.',
    again:
      'We asked you for it before and have not received it yet. If you have sent it meanwhile, there is nothing to do.',
    ending: 'Kind regards, {creditor}',
  },
  nl: {
    title: 'Graag uw handtekening: machtiging {umr}',
    reminder: 'Herinnering: graag uw handtekening, machtiging {umr}',
    text: 'Om automatisch te kunnen incasseren heeft {creditor} uw machtiging nodig. Het formulier is bijgevoegd. Vul in wat ontbreekt, onderteken het en stuur het aan ons terug.',
    again:
      'Wij hebben er al eerder om gevraagd en het nog niet ontvangen. Hebt u het intussen opgestuurd, dan hoeft u niets te doen.',
    ending: 'Met vriendelijke groet, {creditor}',
  },
  fr: {
    title: 'Merci de signer le mandat de prélèvement {umr}',
    reminder: 'Rappel : merci de signer le mandat de prélèvement {umr}',
    text: 'Pour pouvoir prélever ce que vous devez, {creditor} a besoin de votre mandat. Le formulaire est joint. Complétez-le, signez-le et renvoyez-le-nous.',
    again:
      'Nous vous l’avons déjà demandé et ne l’avons pas encore reçu. Si vous l’avez envoyé entre-temps, vous n’avez rien à faire.',
    ending: 'Cordialement, {creditor}',
  },
  de: {
    title: 'Bitte unterschreiben Sie das Lastschriftmandat {umr}',
    reminder: 'Erinnerung: Bitte unterschreiben Sie das Lastschriftmandat {umr}',
    text: 'Damit {creditor} fällige Beträge per Lastschrift einziehen kann, brauchen wir Ihr Mandat. Das Formular ist beigefügt. Bitte ergänzen Sie, was fehlt, unterschreiben Sie es und senden Sie es an uns zurück.',
    again:
      'Wir haben Sie schon darum gebeten und es noch nicht erhalten. Haben Sie es inzwischen abgeschickt, ist nichts mehr zu tun.',
    ending: 'Freundliche Grüße, {creditor}',
  },
  da: {
    title: 'Underskriv venligst betalingsmandat {umr}',
    reminder: 'Påmindelse: underskriv venligst betalingsmandat {umr}',
    text: 'For at {creditor} kan opkræve det, du skylder, automatisk, har vi brug for dit mandat. Formularen er vedhæftet. Udfyld det, der mangler, underskriv den, og send den tilbage til os.',
    again:
      'Vi har bedt dig om den før og har endnu ikke modtaget den. Har du sendt den i mellemtiden, skal du ikke gøre noget.',
    ending: 'Venlig hilsen, {creditor}',
  },
};

/** The mail that goes with the mandate form, in the customer's language. @param askNo - 1: the first ask. */
export function mandateMail(
  reader: string,
  { umr, creditor, askNo }: { umr: string; creditor: string; askNo: number },
): { title: string; body: string; html: string } {
  const language = isLanguage(reader) ? reader : 'en';
  const { title, reminder, text, again, ending } = words[language];
  const facts = { umr, creditor };
  const parts: MailPart[] = [
    { kind: 'paragraph', text: fillIn(text, facts) },
    ...(askNo > 1 ? [{ kind: 'paragraph' as const, text: again }] : []),
    { kind: 'paragraph', text: fillIn(ending, facts) },
  ];
  return {
    title: fillIn(askNo > 1 ? reminder : title, facts),
    body: mailText(parts),
    html: mailHtml(parts, language),
  };
}
