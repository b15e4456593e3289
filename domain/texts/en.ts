import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'the cause is mended: try again, with corrected input where that helps',
  cancel: 'do not do it: the tasks behind it go on',
};

/** The causes in English. */
export const en: CauseTexts = {
  delivery_unknown: {
    title: 'Did this file reach the bank?',
    text: 'Submission {submission} of {system} ({lines} lines, {sum}): {reason}. The answer was lost and looking did not settle it. Ask the bank, or look in its portal, before you decide: sending again a file that arrived debits every customer twice.',
    outcomes: {
      arrived: 'the bank has the file: go on and wait for its answer',
      send_again: 'the bank does not have it: deliver the same bytes once more',
      withdraw: 'the bank does not have it and shall not get it: release the lines',
    },
  },
  delivery_failed: {
    title: 'A file could not be delivered',
    text: 'Submission {submission} of {system} ({lines} lines, {sum}): {reason}. Nothing has left the house. Mend the cause (directory, permission, space), then retry.',
    outcomes: { retry: 'deliver again', withdraw: 'do not send it: release the lines' },
  },
  submission_silent: {
    title: 'The bank has not answered',
    text: 'Submission {submission} of {system} ({lines} lines, {sum}): {reason}. No status and no settlement came by the expected time. Ask the bank.',
    outcomes: {
      wait: 'the bank says it is coming: wait as long again',
      rejected: 'the bank says it refused the whole file: the lines become rejected',
    },
  },
  file_unreadable: {
    title: 'An inbound file cannot be read',
    text: 'File {file}: {reason} Nothing of it was applied; it is kept in quarantine. Ask the sender for a sound copy.',
    outcomes: { quarantine: 'leave it aside' },
  },
  file_does_not_add_up: {
    title: 'An inbound file does not add up',
    text: 'File {file}: {reason}. Nothing of it was applied. Compare it with the bank; then sign it off or put it aside.',
    outcomes: { sign_off: 'apply it as it is', quarantine: 'put it aside' },
  },
  records_unmatched: {
    title: 'Records of a bank file match nothing',
    text: 'File {file}: {reason}. They are kept and tried again whenever a line appears that they could belong to.',
    outcomes: { seen: 'taken note of; they stay on the list' },
  },
  status_needs_person: {
    title: 'Rejected or returned collections need a decision',
    text: 'File {file}: {count} lines with {codes}. The reason is one that only a person can judge. Look at each customer; then say seen.',
    outcomes: { seen: 'dealt with' },
  },
  posting_parked: {
    title: 'Lines could not be posted',
    text: '{count} lines have a booking date or currency that cannot be posted. The others were posted. Mend the cause; the next posting run takes them along.',
    outcomes: { seen: 'mended' },
  },
  workflow_failed: {
    title: 'A process could not go on',
    text: '{workflow}: {reason} It waits where it stopped. Mend the cause, then retry.',
    outcomes: { retry: 'try again now' },
  },
  job_failed: {
    title: 'A run failed',
    text: '{job}: {reason} The next run of its schedule tries again; nothing was half done.',
    outcomes: { seen: 'taken note of' },
  },
  stopped_by_hand: {
    title: 'A process was cancelled in the Web UI',
    text: '{workflow} was cancelled. Its row still waits. Resume it, or decide what shall become of it.',
    outcomes: { resume: 'start it again where it stopped' },
  },
  nobody_works_on_this: {
    title: 'A row waits and nobody works on it',
    text: '{workflow} waits, and no workflow works on it. It was resumed once and stopped again. Look at the worker and its log.',
    outcomes: { resume: 'start it again' },
  },
  wrong_period: {
    title: 'A booking falls into a closed period',
    text: 'Task {task} of dossier {dossier}, document {document}: the package does not take period {period}. Open the period there, or retry with another period.',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'The package does not know the journal',
    text: 'Task {task} of dossier {dossier}, document {document}: journal {journal} is not known. Create it there, or retry with another journal.',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'The document is booked already',
    text: 'Task {task} of dossier {dossier}: document {document} stands in journal {journal} already. Cancel the task, or delete the other booking and retry.',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'The package does not take the VAT code',
    text: 'Task {task} of dossier {dossier}, document {document}: VAT code {vat_code} is refused. Retry with the right code.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'The package does not know the dossier',
    text: 'Task {task} of dossier {dossier}: the package knows no active dossier {package_code}. Retry with the right package_code; the tasks behind it use it too.',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'The booking to delete is not there',
    text: 'Task {task} of dossier {dossier}: document {document} does not stand in journal {journal}. Retry with the right one, or cancel.',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'The package has an error in its database',
    text: 'Task {task} of dossier {dossier}: the package says: {package_says} Mend it there, then retry.',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'The package gives no answer',
    text: 'Task {task} of dossier {dossier}: {package_says}. It was tried again and again. A retry asks first whether the work was done.',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'The package refuses a task',
    text: 'Task {task} of dossier {dossier}: the package says: {package_says} Mend it there, then retry, or cancel the task.',
    outcomes: ofTasks,
  },
  test: {
    title: 'A test',
    text: 'Somebody asked for this to see who is told. Dossier {dossier}.',
    outcomes: { seen: 'it was seen' },
  },
};
