import { type Logger as PinoLogger, pino } from 'pino';

/** Structured log: one JSON line each, ids only, no personal data. */
export type Log = PinoLogger;

/** @param level pino level; `silent` for tests. */
export function createLog(name: string, level: string): Log {
  return pino({ name, level, base: { name, pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime });
}
