import { join } from 'node:path';

import { directoryExchange } from '../../ports/exchange.ts';
import { exchangeContract } from './exchangeContract.ts';

exchangeContract('directories', (dir) =>
  Promise.resolve({
    exchange: directoryExchange({
      outbox: join(dir, 'out'),
      taken: join(dir, 'out/taken'),
      inbox: join(dir, 'in'),
    }),
  }),
);
