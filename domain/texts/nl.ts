import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'de oorzaak is verholpen: probeer opnieuw, zo nodig met verbeterde gegevens',
  cancel: 'voer de taak niet uit; de volgende taken gaan door (na een activatie worden ook die geannuleerd)',
};

/** The causes in Dutch. */
export const nl: CauseTexts = {
  delivery_unknown: {
    title: 'Is dit bestand bij de bank aangekomen?',
    text: 'Incassobestand {submission} van {system} (regels: {lines}, {sum}): het antwoord ging verloren en controle gaf geen uitsluitsel of het bestand aankwam. Vraag het aan de bank of kijk in haar portaal voordat u beslist: wordt een bestand dat wel aankwam opnieuw verzonden, dan wordt bij elke klant twee keer geïncasseerd. Melding: “{reason}”',
    outcomes: {
      arrived: 'de bank heeft het bestand: ga door en wacht op haar antwoord',
      send_again: 'de bank heeft het niet: lever dezelfde bytes nog één keer aan',
      withdraw: 'de bank heeft het niet en mag het niet krijgen: haal de regels eruit en houd ze vast',
    },
  },
  delivery_failed: {
    title: 'Een bestand kon niet worden aangeleverd',
    text: 'Incassobestand {submission} van {system} (regels: {lines}, {sum}) is niet aangeleverd; er is niets verzonden. Verhelp de oorzaak (map, rechten, schijfruimte) en probeer opnieuw. Melding: “{reason}”',
    outcomes: { retry: 'lever het opnieuw aan', withdraw: 'verzend het niet: haal de regels eruit en houd ze vast' },
  },
  submission_silent: {
    title: 'De bank heeft niet geantwoord',
    text: 'Incassobestand {submission} van {system} (regels: {lines}, {sum}): op het verwachte tijdstip was er geen status en geen bijschrijving. Vraag het aan de bank. Melding: “{reason}”',
    outcomes: {
      wait: 'de bank zegt dat het komt: wacht nog eens zo lang',
      rejected: 'de bank zegt dat ze het hele bestand heeft geweigerd: de regels worden geweigerd',
      unpaid:
        'wat nu nog niet betaald is, wordt niet meer verwacht: die regels worden geweigerd, hun posten blijven open',
    },
  },
  file_waits: {
    title: 'Een bestand wacht op iemand',
    text: 'Bestand {submission} van {system}, regels: {lines}, bedrag {sum}, wacht al twee uur. Er wordt niets van verstuurd voordat dit gedaan is: {command}',
    outcomes: { seen: 'gezien; wordt de volgende dag opnieuw gevraagd als het nog wacht' },
  },
  file_unreadable: {
    title: 'Een ontvangen bestand is onleesbaar',
    text: 'Van bestand {file} is niets verwerkt; het staat in quarantaine. Vraag de afzender om een onbeschadigde kopie. Melding: “{reason}”',
    outcomes: { quarantine: 'laat het in quarantaine' },
  },
  file_does_not_add_up: {
    title: 'De totalen van een ontvangen bestand kloppen niet',
    text: 'Van bestand {file} is niets verwerkt. Vergelijk het met wat de bank toont en keur het dan goed of zet het in quarantaine. Melding: “{reason}”',
    outcomes: { sign_off: 'verwerk het zoals het is', quarantine: 'zet het in quarantaine: verwerk er niets van' },
  },
  file_missing: {
    title: 'Een verwacht bestand is niet gekomen',
    text: 'Systeem {system}: sinds {since} is er geen bestand van soort {kind} gekomen; het wordt verwacht vóór {by}. Werkdagen zonder bestand: {count}. Kijk of een run die bestanden ophaalt mislukt en vraag het dan aan de bank. Sluit vanzelf zodra er een komt.',
    outcomes: { seen: 'gezien; over deze dagen wordt niet opnieuw gevraagd' },
  },
  records_unmatched: {
    title: 'Boekingen in een bankbestand horen nergens bij',
    text: 'Bestand {file}, boekingen zonder tegenhanger: {count}. Ze worden bewaard en opnieuw geprobeerd zodra er een regel verschijnt waar ze bij kunnen horen. Bekijk ze en vraag zo nodig de bank. Een tweede betaling (“double?”) is een niet toegewezen betaling; van elke andere boeking kunt u er een maken (incasso payments). Melding: “{reason}”',
    outcomes: { seen: 'gezien; ze blijven op de lijst' },
  },
  agreements_unmatched: {
    title: 'Afspraken van het betaalcentrum hebben geen klant',
    text: 'Bestand {file}, afspraken zonder klant: {count}. Ze staan op de werklijst (incasso mandates work-list) en worden opnieuw geprobeerd zodra er een klant met het nummer binnenkomt. Melding: “{reason}”',
    outcomes: { seen: 'gezien; ze blijven op de werklijst' },
  },
  agreements_differ: {
    title: 'Afspraken wijken af van het register van het betaalcentrum',
    text: 'Bestand {file}, afspraken die maar aan één kant actief zijn: {count}. Er is niets gewijzigd. Vraag het betaalcentrum, en trek hier in wat daar beëindigd is.',
    outcomes: { seen: 'afgehandeld' },
  },
  registration_remarks: {
    title: 'Het betaalcentrum heeft opmerkingen over afspraken',
    text: 'Bestand {file}: {refused} afspraken zijn geweigerd, {remarks} hebben een opmerking, {unread} regels worden hier niet begrepen. Zoek de nummers van de teksten op, verbeter klant of rekening en verstuur wat geweigerd is opnieuw (incasso mandates transfer).',
    outcomes: { seen: 'afgehandeld' },
  },
  receipt_to_judge: {
    title: 'Heeft het betaalcentrum dit bestand aangenomen?',
    text: 'Ontvangstbericht {file} hoort bij bestand {submission} van {system}. Nergens is beschreven wat erin staat: lees het en zeg wat het betekent. Het bericht zegt: “{reason}”',
    outcomes: {
      accepted: 'het bestand is aangenomen: wacht af wat er van de regels wordt',
      rejected: 'het hele bestand is geweigerd: de regels worden afgewezen, afspraken geweigerd',
    },
  },
  receipt_unmatched: {
    title: 'Een ontvangstbericht hoort bij geen bestand van ons',
    text: 'Ontvangstbericht {file} noemt geen levering die op antwoord wacht. Kijk of iemand anders naar deze postbus verstuurt. Het bericht zegt: “{reason}”',
    outcomes: { seen: 'gezien' },
  },
  status_needs_person: {
    title: 'Geweigerde of teruggeboekte incasso’s vragen een beslissing',
    text: 'Bestand {file}, regels met een reden die alleen een mens kan beoordelen: {count}. Bekijk elke klant, handel het af en sluit dan deze instructie. Redencodes: {codes}',
    outcomes: { seen: 'afgehandeld' },
  },
  posting_parked: {
    title: 'Regels konden niet worden geboekt',
    text: 'Regels met een boekdatum of valuta die niet kan worden geboekt: {count}. De andere zijn geboekt. Verhelp de oorzaak; de volgende boekingsronde neemt ze mee.',
    outcomes: { seen: 'verholpen' },
  },
  workflow_failed: {
    title: 'Een proces kon niet verder',
    text: '{workflow} wacht waar het stopte. Verhelp de oorzaak en probeer opnieuw. Melding: “{reason}”',
    outcomes: { retry: 'probeer nu opnieuw' },
  },
  job_failed: {
    title: 'Een uitvoering is mislukt',
    text: 'Een uitvoering van {job} is mislukt; er is niets half gedaan. De volgende geplande uitvoering probeert het opnieuw. Verhelp de oorzaak als ook die mislukt. Melding: “{reason}”',
    outcomes: { seen: 'gezien' },
  },
  stopped_by_hand: {
    title: 'Een proces is geannuleerd in de Web UI',
    text: '{workflow} is geannuleerd, en waar het aan werkte wacht nog. Hervat het zodra vaststaat dat het verder mag.',
    outcomes: { resume: 'start het opnieuw waar het stopte' },
  },
  nobody_works_on_this: {
    title: 'Er wacht werk en niemand werkt eraan',
    text: '{workflow} hoort te lopen, maar die workflow draait niet. Hij is één keer hervat en stopte weer. Bekijk de worker en zijn log en hervat hem dan.',
    outcomes: { resume: 'start hem opnieuw' },
  },
  wrong_period: {
    title: 'Een boeking valt in een afgesloten periode',
    text: 'Taak {task} van dossier {dossier}, document {document}: het boekhoudpakket aanvaardt periode {period} niet. Open de periode daar, of probeer opnieuw met een andere periode. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Het pakket kent het dagboek niet',
    text: 'Taak {task} van dossier {dossier}, document {document}: het boekhoudpakket kent dagboek {journal} niet. Maak het daar aan, of probeer opnieuw met een ander dagboek. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'Het document is al geboekt',
    text: 'Taak {task} van dossier {dossier}: document {document} is al geboekt in dagboek {journal}. Annuleer de taak, of verwijder de andere boeking en probeer opnieuw. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Het pakket aanvaardt de btw-code niet',
    text: 'Taak {task} van dossier {dossier}, document {document}: btw-code {vat_code} van het boekingsvoorstel wordt geweigerd. Probeer opnieuw met de juiste code. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  not_activated: {
    title: 'Het dossier is nog niet actief in het pakket',
    text: 'Taak {task} ({kind}) van dossier {dossier} kan niet worden uitgevoerd: het dossier heeft nog geen code in het boekhoudpakket. Annuleer de taak en activeer eerst het dossier, of probeer opnieuw met zijn package_code; de volgende taken gebruiken die dan ook.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Het pakket kent het dossier niet',
    text: 'Taak {task} ({kind}) van dossier {dossier}: het boekhoudpakket heeft geen actief dossier {package_code}. Probeer opnieuw met de juiste package_code; de volgende taken gebruiken die dan ook. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'De te verwijderen boeking bestaat niet',
    text: 'Taak {task} van dossier {dossier}: document {document} staat niet in dagboek {journal}. Probeer opnieuw met het juiste document, of annuleer de taak. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Het pakket meldt een fout in zijn database',
    text: 'Taak {task} ({kind}) van dossier {dossier} is mislukt door een fout in de database van het boekhoudpakket. Laat die daar verhelpen en probeer opnieuw. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Het pakket antwoordt niet',
    text: 'Taak {task} ({kind}) van dossier {dossier}: het boekhoudpakket gaf na meerdere pogingen geen duidelijk antwoord. Ga na of het bereikbaar is en probeer opnieuw: eerst wordt dan gevraagd of het werk al gedaan is. Melding: “{package_says}”',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Het pakket weigert een taak',
    text: 'Taak {task} ({kind}) van dossier {dossier} is geweigerd door het boekhoudpakket. Verhelp de oorzaak daar en probeer opnieuw, of annuleer de taak. Melding van het pakket: “{package_says}”',
    outcomes: ofTasks,
  },
  no_connector: {
    title: 'Er wachten taken en er draait geen connector',
    text: 'Wachtende taken: {count}, de oudste sinds {since}. Niets vraagt erom. Start een connector (incasso worker --connector) of bekijk zijn log; dan worden ze vanzelf uitgevoerd.',
    outcomes: { seen: 'gezien' },
  },
  signature_missing: {
    title: 'Een klant heeft de machtiging niet getekend',
    text: 'Machtiging {mandate} van klant {customer} is {count} keer gevraagd, voor het laatst op {asked_on}, en niet getekend. Vraag het de klant of laat de machtiging vervallen: dan wordt er niet mee geïncasseerd.',
    outcomes: {
      remind: 'vraag er opnieuw om, als voor de eerste keer',
      abandon: 'niemand vraagt er nog om en tekenen kan niet meer',
    },
  },
  mandates_expiring: {
    title: 'Machtigingen verlopen binnenkort',
    text: 'Machtigingen waarmee bijna 36 maanden niets is aangeboden: {count}, de eerste verloopt op {first}. Incasseer er voor die dag mee of laat ze verlopen: dan moeten er nieuwe worden getekend.',
    outcomes: { seen: 'gezien' },
  },
  test: {
    title: 'Een test',
    text: 'Iemand vroeg hierom om te zien wie bericht krijgt. Dossier {dossier}. U hoeft niets te doen.',
    outcomes: { seen: 'gezien' },
  },
};
