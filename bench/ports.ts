import type { Ports } from '../activities/index.ts';
import { connect } from '../db/connection.ts';
import { httpAccounting } from '../ports/accounting.ts';
import { directoryArchive } from '../ports/archive.ts';
import { readLetterFonts } from '../ports/fonts.ts';
import { createLog } from '../ports/log.ts';
import { smtpMail } from '../ports/mail.ts';
import type { Temporal } from '../ports/temporal.ts';

/** The day of the benchmarks; items are due two days later. */
const now = '2026-11-23T08:00:00.000Z';

/** Nobody waits for what a benchmark wakes. */
const nobody: Temporal = {
  wake: () => Promise.resolve(),
  isRunning: () => Promise.resolve(false),
  isWorking: () => Promise.resolve(false),
  hasConnector: () => Promise.resolve(true),
};

/** The ports of the activities on a database and an archive of the benchmark; nothing is sent anywhere. */
export function benchPorts(databaseUrl: string, archiveDir: string, temporal = nobody): Ports {
  return {
    db: connect(databaseUrl, 4),
    clock: { now: () => Promise.resolve(now) },
    archive: directoryArchive(archiveDir),
    fonts: readLetterFonts,
    exchangeOf: () => {
      throw new Error('the benchmarks exchange no files');
    },
    mail: smtpMail(undefined, ''),
    accounting: httpAccounting(undefined, {}),
    temporal,
    log: createLog('bench', 'silent'),
    settings: {
      supportEmail: '',
      webUi: undefined,
      namespace: 'default',
      wakeupsPerSecond: 1_000_000,
      digestAnchor: '2026-01-05',
      reminders: 'mail',
      signatureAsksPerDay: 1_000_000,
    },
  };
}
