import { readFile } from 'node:fs/promises';

import { IncassoError } from '../domain/errors.ts';

/** Business time. Everything that is dated takes it from here; SQL never does. */
export interface Clock {
  /** The present instant, ISO in UTC. */
  now(): Promise<string>;
}

/** The system's clock. */
export const systemClock: Clock = { now: () => Promise.resolve(new Date().toISOString()) };

/**
 * A clock that a driver moves: the instant stands in a JSON file `{ "now": "2026-01-05T07:00:00.000Z" }`. For the demo and
 * for tests of several processes; the file is replaced by rename, so that it is never read half written.
 */
export function fileClock(path: string): Clock {
  return {
    async now() {
      const { now } = JSON.parse(await readFile(path, 'utf8')) as { now?: string };
      if (now === undefined || Number.isNaN(Date.parse(now))) {
        throw new IncassoError('INVALID_INPUT', `clock file ${path}: field now is no instant`);
      }
      return new Date(now).toISOString();
    },
  };
}
