import type { Ports } from '../activities/index.ts';
import { connect } from '../db/connection.ts';
import { httpAccounting } from '../ports/accounting.ts';
import { directoryArchive } from '../ports/archive.ts';
import { fileClock, systemClock } from '../ports/clock.ts';
import type { Config } from '../ports/config.ts';
import { exchangeOf } from '../ports/exchangeOf.ts';
import { readLetterFonts } from '../ports/fonts.ts';
import { createLog } from '../ports/log.ts';
import { smtpMail } from '../ports/mail.ts';
import { connectTemporal } from '../ports/temporal.ts';

/** The real world as configured. `close` gives everything back. */
export async function openPorts(config: Config): Promise<{ ports: Ports; close: () => Promise<void> }> {
  const log = createLog('worker', config.logLevel);
  const temporal = await connectTemporal(config);
  // a connector holds one connection as its lock while it works with another
  const db = connect(config.databaseUrl, Math.max(config.activitySlots, 2 * config.connectorSlots) + 2);
  const ports: Ports = {
    db,
    log,
    clock: config.clockFile ? fileClock(config.clockFile) : systemClock,
    archive: directoryArchive(config.archiveDir),
    fonts: readLetterFonts,
    exchangeOf: (system) => exchangeOf(system.exchange),
    mail: smtpMail(config.smtpUrl, config.mailFrom),
    accounting: httpAccounting(config.accountingUrl, { token: config.accountingToken }),
    temporal: temporal.port,
    settings: {
      supportEmail: config.supportEmail,
      webUi: config.webUi,
      namespace: config.temporalNamespace,
      wakeupsPerSecond: config.wakeupsPerSecond,
      digestAnchor: config.digestAnchor,
      reminders: config.reminders,
      signatureAsksPerDay: config.signatureAsksPerDay,
    },
  };
  return {
    ports,
    close: async () => {
      await temporal.close();
      await db.destroy();
    },
  };
}
