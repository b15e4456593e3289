import { readFile } from 'node:fs/promises';

import type { Context } from '../../client/context.ts';
import { importFile } from '../../client/imports.ts';
import { listAttempts } from '../../db/lists.ts';
import { listSubmissions } from '../../db/submissions.ts';
import { startSftp } from '../../stack/services.ts';
import { type Check, equal } from './checks.ts';
import type { DemoOffice } from './office.ts';

const system = 'sepa-sued';

/**
 * The second bank is reached over SFTP from here on: a server on its directory, and its system with that exchange. The
 * connection breaks after the first file was given its name, before the answer.
 */
export async function reachOverSftp(
  context: Context,
  office: DemoOffice,
  print: (line: string) => void,
): Promise<Check[]> {
  const { name = '', dir = '' } = office.banks[1] ?? {};
  const server = await startSftp(office.stack, office.dataDir, { name, directory: dir, losesAnswers: 1 });
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

/** The answer to the first file was lost: it was looked at and not sent again. What the bank received says the rest. */
export async function checkLostAnswer(context: Context): Promise<Check[]> {
  const db = await context.db();
  const attempts = [];
  for (const { id } of await listSubmissions(db, { system })) attempts.push(await listAttempts(db, id));
  return [
    equal(
      `${system}: each file was sent in one attempt`,
      attempts.filter((each) => each.length !== 1),
      [],
    ),
    equal(
      `${system}: of the first file the answer was lost, and it was seen at the bank`,
      attempts.map(([each]) => each?.note).at(-1),
      'seen at the bank',
    ),
  ];
}
