import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'årsagen er afhjulpet: prøv igen, om nødvendigt med rettede oplysninger',
  cancel: 'udfør den ikke; opgaverne bagved fortsætter (bag en aktivering annulleres de også)',
};

/** The causes in Danish. */
export const da: CauseTexts = {
  delivery_unknown: {
    title: 'Nåede filen frem til banken?',
    text: 'Leverance {submission} fra {system} (linjer: {lines}, {sum}): svaret gik tabt, og kontrollen afgjorde ikke, om filen nåede frem. Spørg banken, eller se i dens portal, før du beslutter: hvis en fil, der nåede frem, sendes igen, bliver hver kunde opkrævet to gange. Meddelelse: »{reason}«',
    outcomes: {
      arrived: 'banken har filen: fortsæt, og vent på dens svar',
      send_again: 'banken har den ikke: send de samme bytes én gang til',
      withdraw: 'banken har den ikke og skal ikke have den: tag linjerne ud, og hold dem tilbage',
    },
  },
  delivery_failed: {
    title: 'En fil kunne ikke leveres',
    text: 'Leverance {submission} fra {system} (linjer: {lines}, {sum}) blev ikke leveret; intet er sendt. Afhjælp årsagen (mappe, rettigheder, diskplads), og prøv igen. Meddelelse: »{reason}«',
    outcomes: { retry: 'lever den igen', withdraw: 'send den ikke: tag linjerne ud, og hold dem tilbage' },
  },
  submission_silent: {
    title: 'Banken har ikke svaret',
    text: 'Leverance {submission} fra {system} (linjer: {lines}, {sum}): der kom hverken status eller afregning til den ventede tid. Spørg banken. Meddelelse: »{reason}«',
    outcomes: {
      wait: 'banken siger, at det kommer: vent lige så længe igen',
      rejected: 'banken siger, at den har afvist hele filen: linjerne bliver afvist',
      unpaid:
        'hvad der endnu ikke er betalt, ventes ikke længere: de linjer bliver afvist, og posterne er fortsat åbne',
    },
  },
  file_waits: {
    title: 'En fil venter på nogen',
    text: 'Filen {submission} fra {system}, linjer: {lines}, sum {sum}, har ventet i to timer. Intet af den sendes før: {command}',
    outcomes: { seen: 'noteret; der spørges igen næste dag, hvis den stadig venter' },
  },
  file_unreadable: {
    title: 'En modtaget fil kan ikke læses',
    text: 'Intet fra filen {file} er anvendt; den ligger i karantæne. Bed afsenderen om en ubeskadiget kopi. Meddelelse: »{reason}«',
    outcomes: { quarantine: 'lad den blive i karantæne' },
  },
  file_does_not_add_up: {
    title: 'En modtaget fil stemmer ikke',
    text: 'Intet fra filen {file} er anvendt. Sammenhold den med bankens oplysninger, og godkend den så, eller sæt den i karantæne. Meddelelse: »{reason}«',
    outcomes: { sign_off: 'anvend den, som den er', quarantine: 'sæt den i karantæne: anvend intet fra den' },
  },
  file_missing: {
    title: 'En forventet fil er ikke kommet',
    text: 'System {system}: siden {since} er der ikke kommet nogen fil af typen {kind}; den ventes senest kl. {by}. Bankdage uden fil: {count}. Se, om en kørsel, der henter filer, mislykkes, og spørg så banken. Lukkes af sig selv, når der kommer en.',
    outcomes: { seen: 'noteret; der spørges ikke igen om disse dage' },
  },
  records_unmatched: {
    title: 'Posteringer i en bankfil hører ikke til noget',
    text: 'Fil {file}, posteringer uden modstykke: {count}. De gemmes og prøves igen, når der kommer en linje, de kan høre til. Se på dem, og spørg om nødvendigt banken. En anden betaling (»double?«) er en uplaceret betaling; alle andre posteringer kan gøres til en (incasso payments). Meddelelse: »{reason}«',
    outcomes: { seen: 'noteret; de bliver på listen' },
  },
  agreements_unmatched: {
    title: 'Aftaler fra betalingscentralen har ingen kunde',
    text: 'Fil {file}, aftaler uden kunde: {count}. De står på arbejdslisten (incasso mandates work-list) og prøves igen, når en kunde med nummeret kommer ind. Besked: »{reason}«',
    outcomes: { seen: 'set; de bliver på arbejdslisten' },
  },
  agreements_differ: {
    title: 'Aftaler afviger fra betalingscentralens register',
    text: 'Fil {file}, aftaler der kun er aktive på den ene side: {count}. Intet blev ændret. Spørg betalingscentralen, og træk her tilbage, hvad der er ophørt dér.',
    outcomes: { seen: 'behandlet' },
  },
  registration_remarks: {
    title: 'Betalingscentralen har bemærkninger til aftaler',
    text: 'Fil {file}: {refused} aftaler blev afvist, {remarks} har en bemærkning, {unread} poster forstås ikke her. Slå teksternes numre op, ret kunde eller konto, og send det afviste igen (incasso mandates transfer).',
    outcomes: { seen: 'behandlet' },
  },
  receipt_to_judge: {
    title: 'Har betalingscentralen taget imod denne fil?',
    text: 'Kvittering {file} hører til leverance {submission} fra {system}. Indholdet er ikke beskrevet noget sted: læs den og sig, hvad den betyder. Kvitteringen siger: »{reason}«',
    outcomes: {
      accepted: 'den har taget imod filen: vent på, hvad der sker med linjerne',
      rejected: 'den har afvist hele filen: linjerne bliver afvist, aftaler ligeså',
    },
  },
  receipt_unmatched: {
    title: 'En kvittering hører ikke til nogen af vores filer',
    text: 'Kvittering {file} nævner ingen fil, der venter på svar. Se, om andre sender til denne postkasse. Kvitteringen siger: »{reason}«',
    outcomes: { seen: 'set' },
  },
  status_needs_person: {
    title: 'Afviste eller returnerede opkrævninger kræver en beslutning',
    text: 'Fil {file}, linjer med en årsag, som kun et menneske kan vurdere: {count}. Se på hver kunde, tag stilling, og luk så denne instruktion. Årsagskoder: {codes}',
    outcomes: { seen: 'behandlet' },
  },
  posting_parked: {
    title: 'Linjer kunne ikke bogføres',
    text: 'Linjer med en bogføringsdato eller valuta, der ikke kan bogføres: {count}. De andre er bogført. Afhjælp årsagen; næste bogføringskørsel tager dem med.',
    outcomes: { seen: 'afhjulpet' },
  },
  workflow_failed: {
    title: 'En proces kunne ikke fortsætte',
    text: '{workflow} venter, hvor den stoppede. Afhjælp årsagen, og prøv igen. Meddelelse: »{reason}«',
    outcomes: { retry: 'prøv igen nu' },
  },
  job_failed: {
    title: 'En kørsel mislykkedes',
    text: 'En kørsel af {job} mislykkedes; intet blev efterladt halvt udført. Den næste planlagte kørsel prøver igen. Afhjælp årsagen, hvis den også mislykkes. Meddelelse: »{reason}«',
    outcomes: { seen: 'noteret' },
  },
  stopped_by_hand: {
    title: 'En proces blev annulleret i Web UI',
    text: '{workflow} blev annulleret, og det, den arbejdede på, venter stadig. Genoptag den, når det er klart, at den må fortsætte.',
    outcomes: { resume: 'start den igen, hvor den stoppede' },
  },
  nobody_works_on_this: {
    title: 'Noget venter, og ingen arbejder på det',
    text: '{workflow} burde være i gang, men dette workflow kører ikke. Det blev genoptaget én gang og stoppede igen. Se på workeren og dens log, og genoptag det så.',
    outcomes: { resume: 'start det igen' },
  },
  wrong_period: {
    title: 'En postering falder i en lukket periode',
    text: 'Opgave {task} i sag {dossier}, bilag {document}: økonomisystemet godtager ikke periode {period}. Åbn perioden dér, eller prøv igen med en anden periode. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Systemet kender ikke kassekladden',
    text: 'Opgave {task} i sag {dossier}, bilag {document}: økonomisystemet kender ikke kassekladde {journal}. Opret den dér, eller prøv igen med en anden kassekladde. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'Bilaget er allerede bogført',
    text: 'Opgave {task} i sag {dossier}: bilag {document} er allerede bogført i kassekladde {journal}. Annullér opgaven, eller slet den anden postering, og prøv igen. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Systemet godtager ikke momskoden',
    text: 'Opgave {task} i sag {dossier}, bilag {document}: momskode {vat_code} i bogføringsforslaget afvises. Prøv igen med den rigtige kode. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  not_activated: {
    title: 'Sagen er endnu ikke aktiv i programmet',
    text: 'Opgave {task} ({kind}) i sag {dossier} kan ikke udføres: sagen har endnu ingen kode i regnskabsprogrammet. Annuller opgaven, og aktivér først sagen, eller prøv igen med dens package_code; de følgende opgaver bruger den så også.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Systemet kender ikke sagen',
    text: 'Opgave {task} ({kind}) i sag {dossier}: økonomisystemet har ingen aktiv sag {package_code}. Prøv igen med den rigtige package_code; opgaverne bagved bruger den så også. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'Posteringen, der skal slettes, findes ikke',
    text: 'Opgave {task} i sag {dossier}: bilag {document} findes ikke i kassekladde {journal}. Prøv igen med det rigtige bilag, eller annullér opgaven. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Systemet melder en fejl i sin database',
    text: 'Opgave {task} ({kind}) i sag {dossier} mislykkedes på grund af en fejl i økonomisystemets database. Få den afhjulpet dér, og prøv igen. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Systemet svarer ikke',
    text: 'Opgave {task} ({kind}) i sag {dossier}: økonomisystemet gav intet klart svar efter flere forsøg. Undersøg, om det kan nås, og prøv igen: så spørges der først, om arbejdet er gjort. Meddelelse: »{package_says}«',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Systemet afviser en opgave',
    text: 'Opgave {task} ({kind}) i sag {dossier} blev afvist af økonomisystemet. Afhjælp årsagen dér, og prøv igen, eller annullér opgaven. Meddelelse fra systemet: »{package_says}«',
    outcomes: ofTasks,
  },
  no_connector: {
    title: 'Opgaver venter, og ingen connector kører',
    text: 'Ventende opgaver: {count}, den ældste siden {since}. Ingen henter dem. Start en connector (incasso worker --connector), eller se i dens log; så udføres de af sig selv.',
    outcomes: { seen: 'noteret' },
  },
  signature_missing: {
    title: 'En kunde har ikke underskrevet mandatet',
    text: 'Der er bedt om mandat {mandate} fra kunde {customer} {count} gange, senest {asked_on}, og det er ikke underskrevet. Spørg kunden, eller opgiv mandatet: så opkræves intet med det.',
    outcomes: {
      remind: 'bed om det igen, som første gang',
      abandon: 'ingen beder om det mere, og det kan ikke længere underskrives',
    },
  },
  mandates_expiring: {
    title: 'Mandater udløber snart',
    text: 'Mandater, som intet er opkrævet med i næsten 36 måneder: {count}, det første udløber {first}. Opkræv med dem før den dag, eller lad dem udløbe: så skal nye underskrives.',
    outcomes: { seen: 'noteret' },
  },
  test: {
    title: 'En prøve',
    text: 'Nogen bad om denne for at se, hvem der får besked. Sag {dossier}. Der er intet at gøre.',
    outcomes: { seen: 'set' },
  },
};
