import type { ExchangeSettings } from '../domain/exchangeSettings.ts';
import { directoryExchange, type Exchange } from './exchange.ts';
import { sftpExchange } from './sftpExchange.ts';

/** The exchange that the settings of a collection system describe. Nothing is opened before it is used. */
export function exchangeOf(settings: ExchangeSettings): Exchange {
  switch (settings.kind) {
    case 'directory':
      return directoryExchange(settings);
    case 'sftp':
      return sftpExchange(settings);
  }
}
