import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'de oorzaak is verholpen: probeer opnieuw, zo nodig met verbeterde gegevens',
  cancel: 'voer ze niet uit: de volgende taken gaan door',
};

/** The causes in Dutch. */
export const nl: CauseTexts = {
  delivery_unknown: {
    title: 'Is dit bestand bij de bank aangekomen?',
    text: 'Verzending {submission} van {system} ({lines} regels, {sum}): {reason}. Het antwoord ging verloren en nakijken gaf geen uitsluitsel. Vraag het aan de bank of kijk in haar portaal voor u beslist: een bestand dat aankwam opnieuw verzenden belast elke klant twee keer.',
    outcomes: {
      arrived: 'de bank heeft het bestand: ga door en wacht op haar antwoord',
      send_again: 'de bank heeft het niet: verzend dezelfde bytes nog één keer',
      withdraw: 'de bank heeft het niet en krijgt het niet: geef de regels vrij',
    },
  },
  delivery_failed: {
    title: 'Een bestand kon niet worden verzonden',
    text: 'Verzending {submission} van {system} ({lines} regels, {sum}): {reason}. Er is niets vertrokken. Verhelp de oorzaak (map, rechten, schijfruimte) en probeer opnieuw.',
    outcomes: { retry: 'verzend opnieuw', withdraw: 'verzend het niet: geef de regels vrij' },
  },
  submission_silent: {
    title: 'De bank heeft niet geantwoord',
    text: 'Verzending {submission} van {system} ({lines} regels, {sum}): {reason}. Er kwam geen status en geen afrekening op de verwachte tijd. Vraag het aan de bank.',
    outcomes: {
      wait: 'de bank zegt dat het komt: wacht nog eens zo lang',
      rejected: 'de bank zegt dat ze het hele bestand weigerde: de regels worden geweigerd',
    },
  },
  file_unreadable: {
    title: 'Een ontvangen bestand is onleesbaar',
    text: 'Bestand {file}: {reason} Niets ervan werd verwerkt; het blijft in quarantaine. Vraag de afzender een gave kopie.',
    outcomes: { quarantine: 'leg het opzij' },
  },
  file_does_not_add_up: {
    title: 'Een ontvangen bestand klopt niet',
    text: 'Bestand {file}: {reason}. Niets ervan werd verwerkt. Vergelijk het met de bank; keur het dan goed of leg het opzij.',
    outcomes: { sign_off: 'verwerk het zoals het is', quarantine: 'leg het opzij' },
  },
  records_unmatched: {
    title: 'Regels van een bankbestand horen nergens bij',
    text: 'Bestand {file}: {reason}. Ze worden bewaard en opnieuw geprobeerd zodra er een post verschijnt waar ze bij kunnen horen.',
    outcomes: { seen: 'gezien; ze blijven op de lijst' },
  },
  status_needs_person: {
    title: 'Geweigerde of teruggeboekte incasso’s vragen een beslissing',
    text: 'Bestand {file}: {count} regels met {codes}. Alleen een mens kan deze reden beoordelen. Bekijk elke klant en meld dan gezien.',
    outcomes: { seen: 'afgehandeld' },
  },
  posting_parked: {
    title: 'Regels konden niet worden geboekt',
    text: '{count} regels hebben een boekdatum of munt die niet geboekt kan worden. De andere zijn geboekt. Verhelp de oorzaak; de volgende boekingsronde neemt ze mee.',
    outcomes: { seen: 'verholpen' },
  },
  workflow_failed: {
    title: 'Een proces kon niet verder',
    text: '{workflow}: {reason} Het wacht waar het stopte. Verhelp de oorzaak en probeer opnieuw.',
    outcomes: { retry: 'probeer nu opnieuw' },
  },
  job_failed: {
    title: 'Een uitvoering is mislukt',
    text: '{job}: {reason} De volgende geplande uitvoering probeert het opnieuw; er is niets half gedaan.',
    outcomes: { seen: 'gezien' },
  },
  stopped_by_hand: {
    title: 'Een proces werd geannuleerd in de Web UI',
    text: '{workflow} werd geannuleerd. De rij wacht nog. Hervat het, of beslis wat ermee moet gebeuren.',
    outcomes: { resume: 'start het opnieuw waar het stopte' },
  },
  nobody_works_on_this: {
    title: 'Een rij wacht en niemand werkt eraan',
    text: '{workflow} wacht en geen workflow werkt eraan. Het werd één keer hervat en stopte weer. Bekijk de worker en zijn log.',
    outcomes: { resume: 'start het opnieuw' },
  },
  wrong_period: {
    title: 'Een boeking valt in een afgesloten periode',
    text: 'Taak {task} van dossier {dossier}, document {document}: het boekhoudpakket aanvaardt periode {period} niet. Open de periode daar, of herstart met een andere periode.',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Het pakket kent het dagboek niet',
    text: 'Taak {task} van dossier {dossier}, document {document}: dagboek {journal} is niet bekend. Maak het daar aan, of herstart met een ander dagboek.',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'Het document is al geboekt',
    text: 'Taak {task} van dossier {dossier}: document {document} staat al in dagboek {journal}. Annuleer de taak, of verwijder de andere boeking en herstart.',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Het pakket aanvaardt de btw-code niet',
    text: 'Taak {task} van dossier {dossier}, document {document}: btw-code {vat_code} wordt geweigerd. Herstart met de juiste code.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Het pakket kent het dossier niet',
    text: 'Taak {task} van dossier {dossier}: het pakket kent geen actief dossier {package_code}. Herstart met de juiste package_code; de volgende taken gebruiken die ook.',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'De te verwijderen boeking is er niet',
    text: 'Taak {task} van dossier {dossier}: document {document} staat niet in dagboek {journal}. Herstart met het juiste document, of annuleer.',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Het pakket heeft een fout in zijn database',
    text: 'Taak {task} van dossier {dossier}: het pakket meldt: {package_says} Verhelp het daar en herstart.',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Het pakket geeft geen antwoord',
    text: 'Taak {task} van dossier {dossier}: {package_says}. Het werd telkens opnieuw geprobeerd. Een herstart vraagt eerst of het werk al gedaan is.',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Het pakket weigert een taak',
    text: 'Taak {task} van dossier {dossier}: het pakket meldt: {package_says} Verhelp het daar en herstart, of annuleer de taak.',
    outcomes: ofTasks,
  },
  test: {
    title: 'Een proef',
    text: 'Iemand vroeg hierom om te zien wie bericht krijgt. Dossier {dossier}.',
    outcomes: { seen: 'gezien' },
  },
};
