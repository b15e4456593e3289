import { ApplicationFailure } from '@temporalio/common';

import type { Db } from '../db/connection.ts';
import type { SystemRow } from '../db/parties.ts';
import { canRetry, IncassoError, sentenceOf } from '../domain/errors.ts';
import type { LetterFonts } from '../formats/letterPdf.ts';
import type { Accounting } from '../ports/accounting.ts';
import type { Archive } from '../ports/archive.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import type { Mail } from '../ports/mail.ts';
import type { Temporal } from '../ports/temporal.ts';

/** The world as activities see it. Nothing in activities/ reaches it in another way. */
export interface Ports {
  db: Db;
  clock: Clock;
  archive: Archive;
  /** What letters are set in. */
  fonts: () => Promise<LetterFonts>;
  exchangeOf: (system: SystemRow) => Exchange;
  mail: Mail;
  accounting: Accounting;
  temporal: Temporal;
  log: Log;
  settings: {
    supportEmail: string;
    webUi: string | undefined;
    namespace: string;
    wakeupsPerSecond: number;
    digestAnchor: string;
    reminders: 'mail' | 'digest';
    /** How many asks for a signature go out on a day. */
    signatureAsksPerDay: number;
  };
}

type Activity = (input: never) => Promise<unknown>;

/** The one mapper of this boundary: every error leaves an activity as an ApplicationFailure with its type and sentence. */
export function withErrorsMapped<Activities extends Record<string, Activity>>(activities: Activities): Activities {
  const mapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never) => {
      try {
        return await activity(input);
      } catch (error) {
        throw asFailure(error);
      }
    },
  ]);
  return Object.fromEntries(mapped) as Activities;
}

const databaseCode = /^[0-9A-Z]{5}$/;

function asFailure(error: unknown): Error {
  if (error instanceof ApplicationFailure) return error;
  const code = (error as { code?: unknown }).code;
  const isDatabase = typeof code === 'string' && databaseCode.test(code);
  // A database error may quote values: its code and table are enough to find it, its text stays in the log.
  const message = isDatabase
    ? `database error ${code} (${(error as { table?: string }).table ?? 'no table named'})`
    : sentenceOf(error);
  return ApplicationFailure.create({
    type: error instanceof IncassoError ? error.type : isDatabase ? 'STORAGE' : 'UNEXPECTED',
    message,
    nonRetryable: !canRetry(error),
    cause: error instanceof Error ? error : undefined,
  });
}
