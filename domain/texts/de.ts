import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'die Ursache ist behoben: noch einmal versuchen, wo nötig mit berichtigten Angaben',
  cancel:
    'nicht ausführen; die Aufgaben dahinter laufen weiter (hinter einer Aktivierung werden sie ebenfalls abgebrochen)',
};

/** The causes in German. */
export const de: CauseTexts = {
  delivery_unknown: {
    title: 'Ist diese Datei bei der Bank angekommen?',
    text: 'Einreichung {submission} von {system} (Positionen: {lines}, {sum}): Die Antwort ging verloren, und die Prüfung hat nicht geklärt, ob die Datei angekommen ist. Fragen Sie die Bank oder sehen Sie in ihrem Portal nach, bevor Sie entscheiden: Wird eine angekommene Datei noch einmal gesendet, wird jeder Kunde zweimal belastet. Meldung: „{reason}“',
    outcomes: {
      arrived: 'die Bank hat die Datei: weiter, auf ihre Antwort warten',
      send_again: 'die Bank hat sie nicht: dieselben Bytes noch einmal einreichen',
      withdraw: 'die Bank hat sie nicht und soll sie nicht bekommen: Positionen herausnehmen und zurückhalten',
    },
  },
  delivery_failed: {
    title: 'Eine Datei konnte nicht eingereicht werden',
    text: 'Einreichung {submission} von {system} (Positionen: {lines}, {sum}) ist gescheitert; es wurde nichts gesendet. Beheben Sie die Ursache (Verzeichnis, Rechte, Speicherplatz) und versuchen Sie es noch einmal. Meldung: „{reason}“',
    outcomes: { retry: 'noch einmal einreichen', withdraw: 'nicht senden: Positionen herausnehmen und zurückhalten' },
  },
  submission_silent: {
    title: 'Die Bank hat nicht geantwortet',
    text: 'Einreichung {submission} von {system} (Positionen: {lines}, {sum}): Bis zur erwarteten Zeit kam weder ein Status noch eine Gutschrift. Fragen Sie die Bank. Meldung: „{reason}“',
    outcomes: {
      wait: 'die Bank sagt, es kommt noch: noch einmal so lange warten',
      rejected: 'die Bank sagt, sie hat die ganze Datei abgelehnt: die Positionen gelten als abgelehnt',
      unpaid:
        'was bis jetzt nicht bezahlt ist, wird nicht mehr erwartet: diese Positionen gelten als abgelehnt, die Posten bleiben offen',
    },
  },
  file_waits: {
    title: 'Eine Datei wartet auf jemanden',
    text: 'Datei {submission} von {system}, Positionen: {lines}, Summe {sum}, wartet seit zwei Stunden. Vorher wird nichts davon gesendet: {command}',
    outcomes: { seen: 'zur Kenntnis genommen; am nächsten Tag wird wieder gefragt, wenn sie noch wartet' },
  },
  file_unreadable: {
    title: 'Eine eingegangene Datei ist nicht lesbar',
    text: 'Aus der Datei {file} wurde nichts übernommen; sie liegt in Quarantäne. Bitten Sie den Absender um eine unbeschädigte Kopie. Meldung: „{reason}“',
    outcomes: { quarantine: 'in Quarantäne lassen' },
  },
  file_does_not_add_up: {
    title: 'Eine eingegangene Datei geht nicht auf',
    text: 'Aus der Datei {file} wurde nichts übernommen. Vergleichen Sie sie mit den Angaben der Bank; geben Sie sie dann frei oder stellen Sie sie unter Quarantäne. Meldung: „{reason}“',
    outcomes: {
      sign_off: 'übernehmen, wie sie ist',
      quarantine: 'unter Quarantäne stellen: nichts daraus übernehmen',
    },
  },
  file_missing: {
    title: 'Eine erwartete Datei ist nicht gekommen',
    text: 'System {system}: Seit {since} ist keine Datei der Art {kind} gekommen; sie wird bis {by} Uhr erwartet. Geschäftstage ohne Datei: {count}. Sehen Sie nach, ob ein Lauf scheitert, der Dateien abholt, und fragen Sie dann die Bank. Schließt sich von selbst, sobald eine kommt.',
    outcomes: { seen: 'zur Kenntnis genommen; nach diesen Tagen wird nicht noch einmal gefragt' },
  },
  records_unmatched: {
    title: 'Umsätze einer Bankdatei lassen sich nicht zuordnen',
    text: 'Datei {file}, Umsätze ohne Zuordnung: {count}. Sie werden aufbewahrt und erneut zugeordnet, sobald eine Position erscheint, zu der sie gehören könnten. Sehen Sie sie an und fragen Sie nötigenfalls die Bank. Eine zweite Zahlung („double?“) ist eine nicht zugeordnete Zahlung; jeden anderen Umsatz können Sie zu einer machen (incasso payments). Meldung: „{reason}“',
    outcomes: { seen: 'zur Kenntnis genommen; sie bleiben auf der Liste' },
  },
  agreements_unmatched: {
    title: 'Vereinbarungen der Zahlungszentrale haben keinen Kunden',
    text: 'Datei {file}, Vereinbarungen ohne Kunden: {count}. Sie stehen auf der Arbeitsliste (incasso mandates work-list) und werden wieder versucht, sobald ein Kunde mit der Nummer dazukommt. Meldung: „{reason}“',
    outcomes: { seen: 'zur Kenntnis genommen; sie bleiben auf der Arbeitsliste' },
  },
  agreements_differ: {
    title: 'Vereinbarungen weichen vom Register der Zahlungszentrale ab',
    text: 'Datei {file}, Vereinbarungen, die nur auf einer Seite aktiv sind: {count}. Es wurde nichts geändert. Fragen Sie die Zahlungszentrale, und widerrufen Sie hier, was dort beendet ist.',
    outcomes: { seen: 'erledigt' },
  },
  registration_remarks: {
    title: 'Die Zahlungszentrale hat Anmerkungen zu Vereinbarungen',
    text: 'Datei {file}: {refused} Vereinbarungen wurden abgelehnt, {remarks} haben eine Anmerkung, {unread} Sätze werden hier nicht verstanden. Schlagen Sie die Nummern der Texte nach, berichtigen Sie Kunde oder Konto, und senden Sie das Abgelehnte noch einmal (incasso mandates transfer).',
    outcomes: { seen: 'erledigt' },
  },
  receipt_to_judge: {
    title: 'Hat die Zahlungszentrale diese Datei angenommen?',
    text: 'Quittung {file} gehört zu Einreichung {submission} von {system}. Was darin steht, ist nirgends beschrieben: Lesen Sie sie, und sagen Sie, was sie bedeutet. Die Quittung sagt: „{reason}“',
    outcomes: {
      accepted: 'sie hat die Datei angenommen: abwarten, was aus den Zeilen wird',
      rejected: 'sie hat die ganze Datei abgelehnt: die Zeilen werden abgewiesen, Vereinbarungen abgelehnt',
    },
  },
  receipt_unmatched: {
    title: 'Eine Quittung gehört zu keiner unserer Dateien',
    text: 'Quittung {file} nennt keine Lieferung, die auf Antwort wartet. Sehen Sie nach, ob noch jemand an dieses Postfach sendet. Die Quittung sagt: „{reason}“',
    outcomes: { seen: 'zur Kenntnis genommen' },
  },
  status_needs_person: {
    title: 'Abgelehnte Lastschriften oder Rücklastschriften: bitte entscheiden',
    text: 'Datei {file}, Positionen mit einem Grund, den nur ein Mensch beurteilen kann: {count}. Sehen Sie sich jeden Kunden an, regeln Sie den Fall und schließen Sie dann diese Anweisung. Grundcodes: {codes}',
    outcomes: { seen: 'erledigt' },
  },
  posting_parked: {
    title: 'Positionen konnten nicht gebucht werden',
    text: 'Positionen, deren Buchungsdatum oder Währung nicht gebucht werden kann: {count}. Die anderen sind gebucht. Beheben Sie die Ursache; der nächste Buchungslauf nimmt sie mit.',
    outcomes: { seen: 'behoben' },
  },
  workflow_failed: {
    title: 'Ein Vorgang kam nicht weiter',
    text: '{workflow} wartet, wo er stehen blieb. Beheben Sie die Ursache und versuchen Sie es noch einmal. Meldung: „{reason}“',
    outcomes: { retry: 'jetzt noch einmal versuchen' },
  },
  job_failed: {
    title: 'Ein Lauf ist fehlgeschlagen',
    text: 'Ein Lauf von {job} ist fehlgeschlagen; nichts blieb halb getan. Der nächste geplante Lauf versucht es wieder. Beheben Sie die Ursache, wenn auch er fehlschlägt. Meldung: „{reason}“',
    outcomes: { seen: 'zur Kenntnis genommen' },
  },
  stopped_by_hand: {
    title: 'Ein Vorgang wurde in der Web UI abgebrochen',
    text: '{workflow} wurde abgebrochen, und was er bearbeitete, wartet noch. Setzen Sie ihn fort, sobald klar ist, dass er weiterlaufen darf.',
    outcomes: { resume: 'fortsetzen, wo er stehen blieb' },
  },
  nobody_works_on_this: {
    title: 'Etwas wartet, und niemand arbeitet daran',
    text: '{workflow} sollte laufen, aber dieser Workflow läuft nicht. Er wurde einmal fortgesetzt und blieb wieder stehen. Prüfen Sie den Worker und sein Protokoll und setzen Sie ihn dann fort.',
    outcomes: { resume: 'wieder starten' },
  },
  wrong_period: {
    title: 'Eine Buchung fällt in eine geschlossene Periode',
    text: 'Aufgabe {task} des Dossiers {dossier}, Beleg {document}: Das Buchhaltungsprogramm nimmt die Periode {period} nicht an. Öffnen Sie die Periode dort, oder versuchen Sie es mit einer anderen Periode noch einmal. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Das Programm kennt das Journal nicht',
    text: 'Aufgabe {task} des Dossiers {dossier}, Beleg {document}: Das Buchhaltungsprogramm kennt das Journal {journal} nicht. Legen Sie es dort an, oder versuchen Sie es mit einem anderen Journal noch einmal. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'Der Beleg ist schon gebucht',
    text: 'Aufgabe {task} des Dossiers {dossier}: Beleg {document} ist im Journal {journal} schon gebucht. Brechen Sie die Aufgabe ab, oder löschen Sie die andere Buchung und versuchen Sie es noch einmal. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Das Programm nimmt den USt-Code nicht an',
    text: 'Aufgabe {task} des Dossiers {dossier}, Beleg {document}: Der USt-Code {vat_code} des Buchungsvorschlags wird abgelehnt. Versuchen Sie es mit dem richtigen Code noch einmal. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  not_activated: {
    title: 'Das Dossier ist im Programm noch nicht aktiv',
    text: 'Aufgabe {task} ({kind}) von Dossier {dossier} kann nicht ausgeführt werden: Das Dossier hat im Buchhaltungsprogramm noch keinen Code. Brechen Sie die Aufgabe ab und aktivieren Sie zuerst das Dossier, oder versuchen Sie es mit seinem package_code erneut; die folgenden Aufgaben verwenden ihn dann auch.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Das Programm kennt das Dossier nicht',
    text: 'Aufgabe {task} ({kind}) des Dossiers {dossier}: Das Buchhaltungsprogramm hat kein aktives Dossier {package_code}. Versuchen Sie es mit dem richtigen package_code noch einmal; die Aufgaben dahinter verwenden ihn dann auch. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'Die zu löschende Buchung gibt es nicht',
    text: 'Aufgabe {task} des Dossiers {dossier}: Beleg {document} steht nicht im Journal {journal}. Versuchen Sie es mit dem richtigen Beleg noch einmal, oder brechen Sie die Aufgabe ab. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Das Programm meldet einen Fehler seiner Datenbank',
    text: 'Aufgabe {task} ({kind}) des Dossiers {dossier} ist an einem Fehler in der Datenbank des Buchhaltungsprogramms gescheitert. Lassen Sie ihn dort beheben und versuchen Sie es noch einmal. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Das Programm antwortet nicht',
    text: 'Aufgabe {task} ({kind}) des Dossiers {dossier}: Das Buchhaltungsprogramm gab nach mehreren Versuchen keine klare Antwort. Prüfen Sie, ob es erreichbar ist, und versuchen Sie es noch einmal: Zuerst wird dann gefragt, ob die Arbeit schon getan ist. Meldung: „{package_says}“',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Das Programm lehnt eine Aufgabe ab',
    text: 'Aufgabe {task} ({kind}) des Dossiers {dossier} wurde vom Buchhaltungsprogramm abgelehnt. Beheben Sie die Ursache dort und versuchen Sie es noch einmal, oder brechen Sie die Aufgabe ab. Meldung des Programms: „{package_says}“',
    outcomes: ofTasks,
  },
  no_connector: {
    title: 'Aufgaben warten, und kein Connector läuft',
    text: 'Wartende Aufgaben: {count}, die älteste seit {since}. Niemand holt sie ab. Starten Sie einen Connector (incasso worker --connector) oder sehen Sie in sein Protokoll; dann werden sie von selbst ausgeführt.',
    outcomes: { seen: 'zur Kenntnis genommen' },
  },
  signature_missing: {
    title: 'Ein Kunde hat das Mandat nicht unterschrieben',
    text: 'Um Mandat {mandate} von Kunde {customer} wurde {count} Mal gebeten, zuletzt am {asked_on}; es ist nicht unterschrieben. Fragen Sie den Kunden, oder geben Sie das Mandat auf: Dann wird damit nichts eingezogen.',
    outcomes: {
      remind: 'erneut darum bitten, wie beim ersten Mal',
      abandon: 'niemand bittet mehr darum, und es kann nicht mehr unterschrieben werden',
    },
  },
  mandates_expiring: {
    title: 'Mandate verfallen bald',
    text: 'Mandate, mit denen seit fast 36 Monaten nichts eingereicht wurde: {count}, das erste verfällt am {first}. Ziehen Sie vor diesem Tag damit ein, oder lassen Sie sie verfallen: Dann müssen neue unterschrieben werden.',
    outcomes: { seen: 'zur Kenntnis genommen' },
  },
  test: {
    title: 'Eine Probe',
    text: 'Jemand wollte sehen, wer benachrichtigt wird. Dossier {dossier}. Es ist nichts zu tun.',
    outcomes: { seen: 'gesehen' },
  },
};
