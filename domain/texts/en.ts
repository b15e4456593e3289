import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'the cause is remedied: try again, with corrected input where that is needed',
  cancel: 'do not carry it out; the tasks behind it go on (behind an activation they are cancelled too)',
};

/**
 * The causes in English, the reference for the other languages. A text says what happened, then what to do; what a machine
 * said of it is quoted at the end, because its language and its punctuation are its own.
 */
export const en: CauseTexts = {
  delivery_unknown: {
    title: 'Did this file reach the bank?',
    text: 'Submission {submission} of {system} (lines: {lines}, {sum}): the answer was lost, and checking did not settle whether the file arrived. Ask the bank, or look in its portal, before you decide: if a file that did arrive is sent again, every customer is debited twice. Message: “{reason}”',
    outcomes: {
      arrived: 'the bank has the file: go on and wait for its answer',
      send_again: 'the bank does not have it: deliver the same bytes once more',
      withdraw: 'the bank does not have it and is not to get it: take its lines out and hold them',
    },
  },
  delivery_failed: {
    title: 'A file could not be delivered',
    text: 'Submission {submission} of {system} (lines: {lines}, {sum}) was not delivered; nothing was sent. Remedy the cause (directory, permissions, disk space), then retry. Message: “{reason}”',
    outcomes: { retry: 'deliver it again', withdraw: 'do not send it: take its lines out and hold them' },
  },
  submission_silent: {
    title: 'The bank has not answered',
    text: 'Submission {submission} of {system} (lines: {lines}, {sum}): neither a status nor a settlement came by the expected time. Ask the bank. Message: “{reason}”',
    outcomes: {
      wait: 'the bank says that it is coming: wait as long again',
      rejected: 'the bank says that it refused the whole file: the lines become rejected',
      unpaid:
        'what has not been paid by now is not expected any more: those lines become rejected, their items stay open',
    },
  },
  file_waits: {
    title: 'A file waits for a person',
    text: 'File {submission} of {system}, lines: {lines}, sum {sum}, has waited for two hours. Nothing of it is sent before: {command}',
    outcomes: { seen: 'taken note of; asked again on the next day if it still waits' },
  },
  file_unreadable: {
    title: 'An inbound file cannot be read',
    text: 'Nothing of file {file} was applied; it is kept in quarantine. Ask the sender for an intact copy. Message: “{reason}”',
    outcomes: { quarantine: 'leave it in quarantine' },
  },
  file_does_not_add_up: {
    title: 'An inbound file does not add up',
    text: 'Nothing of file {file} was applied. Compare it with what the bank shows, then sign it off or put it into quarantine. Message: “{reason}”',
    outcomes: { sign_off: 'apply it as it is', quarantine: 'put it into quarantine: apply nothing of it' },
  },
  file_missing: {
    title: 'An expected file has not come',
    text: 'System {system}: no file of kind {kind} has come since {since}; it is expected by {by}. Business days without one: {count}. See whether a run that fetches files fails, then ask the bank. Closed by itself when one comes.',
    outcomes: { seen: 'taken note of; nobody is asked again about these days' },
  },
  records_unmatched: {
    title: 'Records of a bank file match nothing',
    text: 'File {file}, records without a match: {count}. They are kept and tried again whenever a line appears to which they could belong. Look at them, and ask the bank where that is needed. A second payment (“double?”) is an unapplied payment; you can make any other record one (incasso payments). Message: “{reason}”',
    outcomes: { seen: 'taken note of; they stay on the list' },
  },
  agreements_unmatched: {
    title: 'Agreements of the payment centre have no customer',
    text: 'File {file}, agreements without a customer: {count}. They stand on the work list (incasso mandates work-list) and are tried again when a customer with the number comes in. Message: “{reason}”',
    outcomes: { seen: 'taken note of; they stay on the work list' },
  },
  agreements_differ: {
    title: 'Agreements differ from the register of the payment centre',
    text: 'File {file}, agreements that are active on one side only: {count}. Nothing was changed. Ask the payment centre, and withdraw here what has ended there.',
    outcomes: { seen: 'dealt with' },
  },
  registration_remarks: {
    title: 'The payment centre remarks on agreements',
    text: 'File {file}: {refused} agreements were refused, {remarks} have a remark, {unread} records are not understood here. Look up the numbers of the texts, correct customer or account, then send what was refused again (incasso mandates transfer).',
    outcomes: { seen: 'dealt with' },
  },
  receipt_to_judge: {
    title: 'Did the payment centre take this file?',
    text: 'Receipt {file} belongs to submission {submission} of {system}. Nobody documents what stands in it: read it and say what it means. The receipt says: “{reason}”',
    outcomes: {
      accepted: 'it took the file: wait for what becomes of its lines',
      rejected: 'it refused the whole file: the lines become rejected, agreements refused',
    },
  },
  receipt_unmatched: {
    title: 'A receipt belongs to no file of ours',
    text: 'Receipt {file} names no delivery that waits for an answer. Look whether somebody else sends to this mailbox. The receipt says: “{reason}”',
    outcomes: { seen: 'taken note of' },
  },
  status_needs_person: {
    title: 'Rejected or returned collections need a decision',
    text: 'File {file}, lines with a reason that only a person can judge: {count}. Look at each customer and deal with it, then close this instruction. Reason codes: {codes}',
    outcomes: { seen: 'dealt with' },
  },
  posting_parked: {
    title: 'Lines could not be posted',
    text: 'Lines with a booking date or currency that cannot be posted: {count}. The others were posted. Remedy the cause; the next posting run takes them along.',
    outcomes: { seen: 'remedied' },
  },
  workflow_failed: {
    title: 'A process could not go on',
    text: '{workflow} waits where it stopped. Remedy the cause, then retry. Message: “{reason}”',
    outcomes: { retry: 'try again now' },
  },
  job_failed: {
    title: 'A run failed',
    text: 'A run of {job} failed; nothing was left half done. The next run of its schedule tries again. Remedy the cause if that fails too. Message: “{reason}”',
    outcomes: { seen: 'taken note of' },
  },
  stopped_by_hand: {
    title: 'A process was cancelled in the Web UI',
    text: '{workflow} was cancelled, and what it worked on still waits. Resume it once it is clear that it may go on.',
    outcomes: { resume: 'start it again where it stopped' },
  },
  nobody_works_on_this: {
    title: 'A row waits and nobody works on it',
    text: '{workflow} should be running, and is not. It was resumed once and stopped again. Look at the worker and its log, then resume it.',
    outcomes: { resume: 'start it again' },
  },
  wrong_period: {
    title: 'A booking falls into a closed period',
    text: 'Task {task} of dossier {dossier}, document {document}: the accounting package does not accept period {period}. Open the period there, or retry with another period. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'The package does not know the journal',
    text: 'Task {task} of dossier {dossier}, document {document}: the accounting package does not know journal {journal}. Create it there, or retry with another journal. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'The document is already booked',
    text: 'Task {task} of dossier {dossier}: document {document} is already booked in journal {journal}. Cancel the task, or delete the other booking and retry. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'The package does not accept the VAT code',
    text: 'Task {task} of dossier {dossier}, document {document}: VAT code {vat_code} of the booking proposal is refused. Retry with the right code. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  not_activated: {
    title: 'The dossier is not active at the package yet',
    text: 'Task {task} ({kind}) of dossier {dossier} cannot be carried out: the dossier has no code at the accounting package. Cancel the task and activate the dossier first, or retry with its package_code; the tasks behind it then use it too.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'The package does not know the dossier',
    text: 'Task {task} ({kind}) of dossier {dossier}: the accounting package has no active dossier {package_code}. Retry with the right package_code; the tasks behind it then use it too. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'The booking to delete does not exist',
    text: 'Task {task} of dossier {dossier}: document {document} is not in journal {journal}. Retry with the right document, or cancel the task. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'The package reports an error of its database',
    text: 'Task {task} ({kind}) of dossier {dossier} failed because of an error in the database of the accounting package. Have it remedied there, then retry. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'The package does not answer',
    text: 'Task {task} ({kind}) of dossier {dossier}: the accounting package gave no clear answer, in several attempts. See that it can be reached, then retry: a retry first asks whether the work was done. Message: “{package_says}”',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'The package refuses a task',
    text: 'Task {task} ({kind}) of dossier {dossier} was refused by the accounting package. Remedy the cause there and retry, or cancel the task. Message of the package: “{package_says}”',
    outcomes: ofTasks,
  },
  no_connector: {
    title: 'Tasks wait and no connector runs',
    text: 'Tasks that wait: {count}, the oldest since {since}. Nothing asks for them. Start a connector (incasso worker --connector) or look at its log; then they are carried out by themselves.',
    outcomes: { seen: 'taken note of' },
  },
  signature_missing: {
    title: 'A customer has not signed the mandate',
    text: 'Mandate {mandate} of customer {customer} was asked for {count} times, last on {asked_on}, and is not signed. Ask the customer, or abandon it: then nothing is collected with it.',
    outcomes: {
      remind: 'ask for it again, as if for the first time',
      abandon: 'nobody asks any more, and it cannot be signed any more',
    },
  },
  mandates_expiring: {
    title: 'Mandates expire soon',
    text: 'Mandates that nothing was presented with for almost 36 months: {count}, the first expires on {first}. Collect with them before that day, or let them expire: then new ones must be signed.',
    outcomes: { seen: 'taken note of' },
  },
  test: {
    title: 'A test',
    text: 'Somebody asked for this to see who is notified. Dossier {dossier}. There is nothing to do.',
    outcomes: { seen: 'it was seen' },
  },
};
