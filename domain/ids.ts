import { IncassoError } from './errors.ts';
import { checkIban } from './iban.ts';

/**
 * The one module of ids. Workflow ids read `process/key`. Beside each stands what a duplicate means.
 * Keys are normalised to [A-Za-z0-9._-]; a key that holds an IBAN is refused: ids are visible to everybody.
 */
export function idKey(text: string): string {
  const key = text
    .trim()
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (key === '') throw new IncassoError('INVALID_INPUT', 'an id cannot be made of an empty key');
  const pieces = [...key.split(/[-._]/), key.replace(/[-._]/g, '')];
  if (pieces.some((piece) => checkIban(piece).ok)) {
    throw new IncassoError('INVALID_INPUT', 'an id may not hold an account number');
  }
  return key;
}

/** Entities: a second start joins the running one (USE_EXISTING); after its end a start looks at the row and ends. */
export const entityId = {
  submission: (messageId: string) => `submission/${idKey(messageId)}`,
  inboundFile: (sha256: string) => `inbound-file/${sha256.slice(0, 16)}`,
  instruction: (id: number) => `instruction/${id}`,
  dossier: (id: number) => `dossier/${id}`,
  /** @param signingKey - the reference, or its number where that cannot stand in an id (db/migrations/0008_mandates.ts). */
  mandateSigning: (creditor: string, signingKey: string) => `mandate-signing/${creditor}/${signingKey}`,
};

/** Jobs started by hand: a second start in the same second joins; job_runs refuses two at once. */
export function jobId(job: JobName, scope: string, instant: string): string {
  return `${kebab(job)}/${idKey(scope)}/${instant.slice(0, 19)}Z`;
}

/** Submissions of a task by workflow: a second start of the same while one runs joins it; the reference is what counts. */
export function taskSubmitId(dossier: string, reference: string): string {
  return `task-submit/${idKey(dossier)}/${idKey(reference)}`;
}

/** The task queue of the connectors, beside that of the other workers. */
export function connectorQueue(taskQueue: string): string {
  return `${taskQueue}-connector`;
}

/** Schedules: creating one twice changes nothing. Their runs get this id with a time suffix. */
export function scheduleId(job: JobName, scope?: string): string {
  return scope === undefined ? kebab(job) : `${kebab(job)}/${idKey(scope)}`;
}

/** Message id of a submission (MsgId, at most 35): a new freeze has a new one, a repeated one finds its own.
 * PmtInfId is the message id and the batch's number, EndToEndId the creditor's code and the collection's id,
 * and a number from its second file on (db/freeze.ts). */
export function messageId(systemCode: string, day: string, submissionId: number): string {
  return `${idKey(systemCode).slice(0, 14).toUpperCase()}-${day.replaceAll('-', '')}-${submissionId}`;
}

/** Message-ID of a mail: the same on a repeat, so that a mail server or reader can drop the second. */
export function mailMessageId(kind: string, subject: string, period: string, operator: string): string {
  return `<${[kind, subject, period, operator].map((part) => part.replace(/[^A-Za-z0-9.-]+/g, '-')).join('.')}@incasso>`;
}

/**
 * Message-ID of a message that holds several mails: the same when the same ones are sent again. A repeat that holds more
 * is another message: a reader that drops it as known would lose what came with it.
 * @param ids - of the mails, in the order of the message.
 */
export function groupedMessageId(ids: readonly number[]): string {
  return `<mails.${ids[0]}-${ids.at(-1)}.${ids.length}@incasso>`;
}

export const jobNames = [
  'agreementSend',
  'agreementImport',
  'collectionSend',
  'collectionStatus',
  'paymentImport',
  'journalPosting',
  'wakeup',
  'mailSend',
  'silenceCheck',
  'instructionDigest',
  'mandateExpiry',
] as const;
export type JobName = (typeof jobNames)[number];

export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
