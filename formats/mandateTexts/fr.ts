import type { MandateTexts } from './wording.ts';
import { both } from './wording.ts';

const authorisation =
  'En signant ce formulaire de mandat, vous autorisez (A) {creditor} à envoyer des instructions à votre banque pour débiter votre compte, et (B) votre banque à débiter votre compte conformément aux instructions de {creditor}.';

/** In French: the wording of the French banks and of the tax administration (B2B). */
export const fr: MandateTexts = {
  titles: {
    CORE: both('Mandat de prélèvement SEPA'),
    B2B: both('Mandat de prélèvement SEPA interentreprises'),
  },
  authorisation: {
    CORE: both([
      authorisation,
      'Vous bénéficiez du droit d’être remboursé par votre banque selon les conditions décrites dans la convention que vous avez passée avec elle. Une demande de remboursement doit être présentée dans les 8 semaines suivant la date de débit de votre compte.',
    ]),
    B2B: both([
      authorisation,
      'Ce mandat est dédié aux prélèvements SEPA interentreprises. Vous n’êtes pas en droit de demander à votre banque le remboursement d’un prélèvement SEPA interentreprises une fois que le montant est débité de votre compte. Vous pouvez cependant demander à votre banque de ne pas débiter votre compte jusqu’au jour de l’échéance.',
    ]),
  },
  greeting: 'Madame, Monsieur,',
  covering: {
    recurring:
      'Nous souhaitons prélever sur votre compte bancaire les sommes que vous nous devez. Merci de vérifier le mandat ci-dessous, de compléter ce qui manque, de le signer et de nous le renvoyer.',
    one_off:
      'Nous souhaitons prélever un paiement unique sur votre compte bancaire. Merci de vérifier le mandat ci-dessous, de compléter ce qui manque, de le signer et de nous le renvoyer.',
  },
  registration:
    'Veuillez aussi transmettre ce mandat à votre banque pour qu’elle l’enregistre : à défaut, elle rejettera le prélèvement.',
  dated: 'Date',
  debtor_number: 'Numéro de client',
  umr: 'Référence unique du mandat (RUM)',
  creditor_identifier: 'Identifiant créancier SEPA (ICS)',
  creditor_name: 'Nom du créancier',
  creditor_address: 'Adresse du créancier',
  debtor_name: 'Votre nom',
  debtor_address: 'Votre adresse',
  iban: 'Les coordonnées de votre compte – IBAN',
  bic: 'Code international de votre banque – BIC',
  please_check: 'à vérifier',
  optional: 'facultatif',
  payment_type: 'Type de paiement',
  payment_types: { recurring: 'Paiement récurrent / répétitif', one_off: 'Paiement ponctuel' },
  reason: 'Motif du paiement',
  place: 'Signé à',
  date: 'Le',
  signature: 'Signature(s)',
  note: 'Note : Vos droits concernant le présent mandat sont expliqués dans un document que vous pouvez obtenir auprès de votre banque.',
  return_to: 'À retourner à',
};
