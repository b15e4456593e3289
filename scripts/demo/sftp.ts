import { readFile } from 'node:fs/promises';

import type { Context } from '../../client/context.ts';
import { importFile } from '../../client/imports.ts';
import { startSftp } from '../../stack/services.ts';
import { type Check, equal } from './checks.ts';
import type { DemoOffice } from './office.ts';

const system = 'sepa-sued';

/** The second bank is reached over SFTP from here on: a server on its directory, and its system with that exchange. */
export async function reachOverSftp(
  context: Context,
  office: DemoOffice,
  print: (line: string) => void,
): Promise<Check[]> {
  const { name = '', dir = '' } = office.banks[1] ?? {};
  const server = await startSftp(office.stack, office.dataDir, name, dir);
  const folders = { outbox: '/to-bank', taken: '/to-bank/taken', inbox: '/from-bank' };
  const systems = JSON.parse(await readFile('samples/systems.json', 'utf8')) as { code: string }[];
  const changed = systems
    .filter(({ code }) => code === system)
    .map((given) => ({ ...given, exchange: { kind: 'sftp', host: '127.0.0.1', ...server, ...folders } }));
  const { changed: count } = await importFile(
    await context.db(),
    'systems',
    (async function* () {
      yield Buffer.from(JSON.stringify(changed));
    })(),
    { actor: 'setup', at: await context.now(), baseDir: office.dataDir },
  );
  print(`${system}: ${name} is reached over SFTP, port ${server.port}, host key ${server.host_keys.join()}`);
  return [equal(`${system} is reached over SFTP`, count, 1)];
}
