import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'årsagen er afhjulpet: prøv igen, om nødvendigt med rettede oplysninger',
  cancel: 'udfør den ikke: opgaverne bagved fortsætter',
};

/** The causes in Danish. */
export const da: CauseTexts = {
  delivery_unknown: {
    title: 'Nåede filen frem til banken?',
    text: 'Indsendelse {submission} fra {system} ({lines} linjer, {sum}): {reason}. Svaret gik tabt, og et opslag afgjorde det ikke. Spørg banken, eller se i dens portal, før du beslutter: at sende en fil igen, som nåede frem, trækker hver kunde to gange.',
    outcomes: {
      arrived: 'banken har filen: fortsæt og vent på svar',
      send_again: 'banken har den ikke: send de samme bytes én gang til',
      withdraw: 'banken har den ikke og skal ikke have den: frigiv linjerne',
    },
  },
  delivery_failed: {
    title: 'En fil kunne ikke afleveres',
    text: 'Indsendelse {submission} fra {system} ({lines} linjer, {sum}): {reason}. Intet har forladt huset. Afhjælp årsagen (mappe, rettigheder, plads), og prøv igen.',
    outcomes: { retry: 'aflever igen', withdraw: 'send den ikke: frigiv linjerne' },
  },
  submission_silent: {
    title: 'Banken har ikke svaret',
    text: 'Indsendelse {submission} fra {system} ({lines} linjer, {sum}): {reason}. Der kom hverken status eller afregning til den ventede tid. Spørg banken.',
    outcomes: {
      wait: 'banken siger, at det kommer: vent lige så længe igen',
      rejected: 'banken siger, at den afviste hele filen: linjerne bliver afvist',
    },
  },
  file_unreadable: {
    title: 'En modtaget fil kan ikke læses',
    text: 'Fil {file}: {reason} Intet af den er anvendt; den ligger i karantæne. Bed afsenderen om en hel kopi.',
    outcomes: { quarantine: 'læg den til side' },
  },
  file_does_not_add_up: {
    title: 'En modtaget fil stemmer ikke',
    text: 'Fil {file}: {reason}. Intet af den er anvendt. Sammenlign den med banken; godkend den så, eller læg den til side.',
    outcomes: { sign_off: 'anvend den, som den er', quarantine: 'læg den til side' },
  },
  records_unmatched: {
    title: 'Poster i en bankfil hører ikke til noget',
    text: 'Fil {file}: {reason}. De gemmes og prøves igen, når der kommer en linje, de kan høre til.',
    outcomes: { seen: 'noteret; de bliver på listen' },
  },
  status_needs_person: {
    title: 'Afviste eller returnerede opkrævninger kræver en beslutning',
    text: 'Fil {file}: {count} linjer med {codes}. Kun et menneske kan vurdere årsagen. Se på hver kunde, og meld så set.',
    outcomes: { seen: 'behandlet' },
  },
  posting_parked: {
    title: 'Linjer kunne ikke bogføres',
    text: '{count} linjer har en bogføringsdato eller valuta, der ikke kan bogføres. De andre er bogført. Afhjælp årsagen; næste bogføring tager dem med.',
    outcomes: { seen: 'afhjulpet' },
  },
  workflow_failed: {
    title: 'En proces kunne ikke fortsætte',
    text: '{workflow}: {reason} Den venter, hvor den stoppede. Afhjælp årsagen, og prøv igen.',
    outcomes: { retry: 'prøv igen nu' },
  },
  job_failed: {
    title: 'En kørsel mislykkedes',
    text: '{job}: {reason} Næste planlagte kørsel prøver igen; intet blev gjort halvt.',
    outcomes: { seen: 'noteret' },
  },
  stopped_by_hand: {
    title: 'En proces blev annulleret i Web UI',
    text: '{workflow} blev annulleret. Dens række venter stadig. Genoptag den, eller beslut, hvad der skal ske.',
    outcomes: { resume: 'start den igen, hvor den stoppede' },
  },
  nobody_works_on_this: {
    title: 'En række venter, og ingen arbejder på den',
    text: '{workflow} venter, og intet workflow arbejder på den. Den blev genoptaget én gang og stoppede igen. Se på workeren og dens log.',
    outcomes: { resume: 'start den igen' },
  },
  wrong_period: {
    title: 'En postering falder i en lukket periode',
    text: 'Opgave {task} i sag {dossier}, bilag {document}: økonomisystemet tager ikke periode {period}. Åbn perioden dér, eller genstart med en anden periode.',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Systemet kender ikke kladden',
    text: 'Opgave {task} i sag {dossier}, bilag {document}: kladde {journal} er ukendt. Opret den dér, eller genstart med en anden kladde.',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'Bilaget er allerede bogført',
    text: 'Opgave {task} i sag {dossier}: bilag {document} står allerede i kladde {journal}. Annullér opgaven, eller slet den anden postering og genstart.',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Systemet tager ikke momskoden',
    text: 'Opgave {task} i sag {dossier}, bilag {document}: momskode {vat_code} afvises. Genstart med den rigtige kode.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Systemet kender ikke sagen',
    text: 'Opgave {task} i sag {dossier}: systemet kender ingen aktiv sag {package_code}. Genstart med den rigtige package_code; opgaverne bagved bruger den også.',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'Posteringen, der skal slettes, findes ikke',
    text: 'Opgave {task} i sag {dossier}: bilag {document} står ikke i kladde {journal}. Genstart med det rigtige, eller annullér.',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Systemet har en fejl i sin database',
    text: 'Opgave {task} i sag {dossier}: systemet siger: {package_says} Afhjælp det dér, og genstart.',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Systemet svarer ikke',
    text: 'Opgave {task} i sag {dossier}: {package_says}. Der blev prøvet igen og igen. En genstart spørger først, om arbejdet er gjort.',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Systemet afviser en opgave',
    text: 'Opgave {task} i sag {dossier}: systemet siger: {package_says} Afhjælp det dér, og genstart, eller annullér opgaven.',
    outcomes: ofTasks,
  },
  test: {
    title: 'En prøve',
    text: 'Nogen bad om denne for at se, hvem der får besked. Sag {dossier}.',
    outcomes: { seen: 'set' },
  },
};
