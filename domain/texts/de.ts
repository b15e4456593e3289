import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'die Ursache ist behoben: noch einmal versuchen, wo nötig mit berichtigten Angaben',
  cancel: 'nicht ausführen: die Aufgaben dahinter gehen weiter',
};

/** The causes in German. */
export const de: CauseTexts = {
  delivery_unknown: {
    title: 'Ist diese Datei bei der Bank angekommen?',
    text: 'Einreichung {submission} von {system} ({lines} Zeilen, {sum}): {reason}. Die Antwort ging verloren, und Nachsehen hat es nicht geklärt. Fragen Sie die Bank oder sehen Sie in ihrem Portal nach, bevor Sie entscheiden: Eine angekommene Datei erneut zu senden belastet jeden Kunden zweimal.',
    outcomes: {
      arrived: 'die Bank hat die Datei: weiter, auf ihre Antwort warten',
      send_again: 'die Bank hat sie nicht: dieselben Bytes noch einmal einreichen',
      withdraw: 'die Bank hat sie nicht und soll sie nicht bekommen: Zeilen freigeben',
    },
  },
  delivery_failed: {
    title: 'Eine Datei konnte nicht eingereicht werden',
    text: 'Einreichung {submission} von {system} ({lines} Zeilen, {sum}): {reason}. Nichts hat das Haus verlassen. Beheben Sie die Ursache (Ordner, Rechte, Platz) und versuchen Sie es noch einmal.',
    outcomes: { retry: 'noch einmal einreichen', withdraw: 'nicht senden: Zeilen freigeben' },
  },
  submission_silent: {
    title: 'Die Bank hat nicht geantwortet',
    text: 'Einreichung {submission} von {system} ({lines} Zeilen, {sum}): {reason}. Bis zur erwarteten Zeit kam weder Status noch Gutschrift. Fragen Sie die Bank.',
    outcomes: {
      wait: 'die Bank sagt, es kommt: noch einmal so lange warten',
      rejected: 'die Bank sagt, sie hat die ganze Datei abgelehnt: die Zeilen werden abgelehnt',
    },
  },
  file_unreadable: {
    title: 'Eine eingegangene Datei ist nicht lesbar',
    text: 'Datei {file}: {reason} Nichts davon wurde angewendet; sie liegt in Quarantäne. Bitten Sie den Absender um eine heile Kopie.',
    outcomes: { quarantine: 'beiseitelegen' },
  },
  file_does_not_add_up: {
    title: 'Eine eingegangene Datei geht nicht auf',
    text: 'Datei {file}: {reason}. Nichts davon wurde angewendet. Vergleichen Sie sie mit der Bank; geben Sie sie dann frei oder legen Sie sie beiseite.',
    outcomes: { sign_off: 'anwenden, wie sie ist', quarantine: 'beiseitelegen' },
  },
  records_unmatched: {
    title: 'Sätze einer Bankdatei gehören zu nichts',
    text: 'Datei {file}: {reason}. Sie werden aufbewahrt und erneut zugeordnet, sobald ein Posten erscheint, zu dem sie gehören könnten.',
    outcomes: { seen: 'zur Kenntnis genommen; sie bleiben auf der Liste' },
  },
  status_needs_person: {
    title: 'Abgelehnte oder zurückgegebene Lastschriften brauchen eine Entscheidung',
    text: 'Datei {file}: {count} Zeilen mit {codes}. Diesen Grund kann nur ein Mensch beurteilen. Sehen Sie sich jeden Kunden an und melden Sie dann gesehen.',
    outcomes: { seen: 'erledigt' },
  },
  posting_parked: {
    title: 'Zeilen konnten nicht gebucht werden',
    text: '{count} Zeilen haben ein Buchungsdatum oder eine Währung, die nicht gebucht werden kann. Die anderen sind gebucht. Beheben Sie die Ursache; der nächste Buchungslauf nimmt sie mit.',
    outcomes: { seen: 'behoben' },
  },
  workflow_failed: {
    title: 'Ein Vorgang konnte nicht weiter',
    text: '{workflow}: {reason} Er wartet, wo er stehen blieb. Beheben Sie die Ursache und versuchen Sie es noch einmal.',
    outcomes: { retry: 'jetzt noch einmal versuchen' },
  },
  job_failed: {
    title: 'Ein Lauf ist fehlgeschlagen',
    text: '{job}: {reason} Der nächste geplante Lauf versucht es wieder; nichts ist halb getan.',
    outcomes: { seen: 'zur Kenntnis genommen' },
  },
  stopped_by_hand: {
    title: 'Ein Vorgang wurde in der Web UI abgebrochen',
    text: '{workflow} wurde abgebrochen. Seine Zeile wartet noch. Setzen Sie ihn fort, oder entscheiden Sie, was daraus wird.',
    outcomes: { resume: 'fortsetzen, wo er stehen blieb' },
  },
  nobody_works_on_this: {
    title: 'Eine Zeile wartet, und niemand arbeitet daran',
    text: '{workflow} wartet, und kein Workflow arbeitet daran. Er wurde einmal fortgesetzt und blieb wieder stehen. Sehen Sie nach dem Worker und seinem Protokoll.',
    outcomes: { resume: 'wieder starten' },
  },
  wrong_period: {
    title: 'Eine Buchung fällt in eine geschlossene Periode',
    text: 'Aufgabe {task} des Dossiers {dossier}, Beleg {document}: Die Buchhaltung nimmt Periode {period} nicht an. Öffnen Sie die Periode dort, oder starten Sie mit einer anderen Periode neu.',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Die Buchhaltung kennt das Journal nicht',
    text: 'Aufgabe {task} des Dossiers {dossier}, Beleg {document}: Journal {journal} ist nicht bekannt. Legen Sie es dort an, oder starten Sie mit einem anderen Journal neu.',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'Der Beleg ist schon gebucht',
    text: 'Aufgabe {task} des Dossiers {dossier}: Beleg {document} steht schon im Journal {journal}. Brechen Sie die Aufgabe ab, oder löschen Sie die andere Buchung und starten Sie neu.',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Die Buchhaltung lehnt den Steuercode ab',
    text: 'Aufgabe {task} des Dossiers {dossier}, Beleg {document}: Steuercode {vat_code} wird abgelehnt. Starten Sie mit dem richtigen Code neu.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Die Buchhaltung kennt das Dossier nicht',
    text: 'Aufgabe {task} des Dossiers {dossier}: Die Buchhaltung kennt kein aktives Dossier {package_code}. Starten Sie mit dem richtigen package_code neu; die Aufgaben dahinter benutzen ihn auch.',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'Die zu löschende Buchung ist nicht da',
    text: 'Aufgabe {task} des Dossiers {dossier}: Beleg {document} steht nicht im Journal {journal}. Starten Sie mit dem richtigen neu, oder brechen Sie ab.',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Die Buchhaltung meldet einen Datenbankfehler',
    text: 'Aufgabe {task} des Dossiers {dossier}: Die Buchhaltung sagt: {package_says} Beheben Sie es dort und starten Sie neu.',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Die Buchhaltung antwortet nicht',
    text: 'Aufgabe {task} des Dossiers {dossier}: {package_says}. Es wurde immer wieder versucht. Ein Neustart fragt zuerst, ob die Arbeit getan ist.',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Die Buchhaltung lehnt eine Aufgabe ab',
    text: 'Aufgabe {task} des Dossiers {dossier}: Die Buchhaltung sagt: {package_says} Beheben Sie es dort und starten Sie neu, oder brechen Sie die Aufgabe ab.',
    outcomes: ofTasks,
  },
  test: {
    title: 'Eine Probe',
    text: 'Jemand wollte sehen, wer benachrichtigt wird. Dossier {dossier}.',
    outcomes: { seen: 'gesehen' },
  },
};
