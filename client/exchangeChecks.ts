import { access, constants, mkdir } from 'node:fs/promises';

import { IncassoError } from '../domain/errors.ts';
import type { ExchangeSettings } from '../domain/exchangeSettings.ts';
import { checkSftp } from '../ports/sftpExchange.ts';

/** One look at a way to a bank: says what it saw, or throws EXCHANGE. */
export interface ExchangeCheck {
  name: string;
  look: () => Promise<string>;
  advice: string;
}

/** What is to be looked at for the exchange of a collection system. Nothing is written to the bank's side. */
export function exchangeChecks(exchange: ExchangeSettings): ExchangeCheck[] {
  switch (exchange.kind) {
    case 'directory': {
      const advice = 'create it, or mend its permissions for the user of the worker';
      return [
        { name: 'outbox', look: () => checkWritable(exchange.outbox, false), advice },
        { name: 'inbox', look: () => checkWritable(exchange.inbox, false), advice },
      ];
    }
    case 'sftp':
      return [
        {
          name: 'sftp server',
          look: async () => {
            await checkSftp(exchange);
            return `${exchange.host}:${exchange.port} lets ${exchange.user} in, its folders are there`;
          },
          advice: 'mend the exchange in systems.json and import it again, or ask the bank',
        },
      ];
  }
}

/** Looks whether a directory can be used by this process, and makes it first with `create`. Throws EXCHANGE. */
export async function checkWritable(path: string, create: boolean): Promise<string> {
  try {
    if (create) await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return `${path} can be read and written`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new IncassoError('EXCHANGE', `${path} ${missing ? 'does not exist' : 'cannot be read and written'}`);
  }
}
