import type { Writable } from 'node:stream';

const silentMs = 2_000;
const redrawMs = 250;

export interface Progress {
  /** So many of them are done now. */
  at(done: number): void;
  /** Removes the line. */
  end(): void;
}

/**
 * Shows how far a long action is, with its rate and the time left: on a terminal only, and only after two seconds.
 * @param total - undefined when nobody knows it.
 */
export function showProgress(
  what: string,
  total: number | undefined,
  stderr: Writable & { isTTY?: boolean } = process.stderr,
  nowMs: () => number = () => performance.now(),
): Progress {
  const began = nowMs();
  let drawn = -Infinity;
  return {
    at(done) {
      const now = nowMs();
      if (!stderr.isTTY || now - began < silentMs || now - drawn < redrawMs) return;
      drawn = now;
      stderr.write(`\r\u001b[K${progressLine(what, done, total, now - began)}`);
    },
    end() {
      if (drawn !== -Infinity) stderr.write('\r\u001b[K');
    },
  };
}

/** "wakeups: 1200 of 5000, 160 a second, 24 seconds left". */
export function progressLine(what: string, done: number, total: number | undefined, elapsedMs: number): string {
  const perSecond = done / (elapsedMs / 1000);
  const rate = perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
  if (total === undefined) return `${what}: ${done}, ${rate} a second`;
  const left = perSecond > 0 ? `, ${Math.ceil((total - done) / perSecond)} seconds left` : '';
  return `${what}: ${done} of ${total}, ${rate} a second${left}`;
}
