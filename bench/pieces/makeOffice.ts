import { rm } from 'node:fs/promises';

import { receiveFile } from '../../db/inboundFiles.ts';
import { findSystem } from '../../db/parties.ts';
import { directoryArchive } from '../../ports/archive.ts';
import { camtFile } from '../data/camtFile.ts';
import { actor, deliver, freezeAll, insertOffice, settleDown, systemCode } from '../data/office.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';

export interface MakeOfficeInput {
  databaseUrl: string;
  archiveDir: string;
  collections: number;
  /** How far the collections have come: `received` has a camt.054 in the archive that settles all of them. */
  until: 'ready' | 'frozen' | 'received';
}

export interface MakeOfficeResult {
  submission_id: number;
  file_id: number;
  file_sha256: string;
  file_bytes: number;
}

await piece<MakeOfficeInput, MakeOfficeResult>(async ({ databaseUrl, archiveDir, collections, until }) => {
  const made: MakeOfficeResult = { submission_id: 0, file_id: 0, file_sha256: '', file_bytes: 0 };
  const ports = benchPorts(databaseUrl, archiveDir);
  await rm(archiveDir, { recursive: true, force: true });
  await insertOffice(ports, collections);
  if (until !== 'ready') {
    await settleDown(ports.db);
    made.submission_id = await freezeAll(ports, collections);
  }
  if (until === 'received') {
    await deliver(ports, made.submission_id);
    const file = await directoryArchive(archiveDir).store(camtFile(collections));
    const system = await findSystem(ports.db, systemCode);
    const stamp = { at: await ports.clock.now(), actor };
    const row = { ...file, name: 'camt054.xml', system_id: system.id, kind: 'payments' };
    made.file_id = (await receiveFile(ports.db, row, stamp)).id;
    Object.assign(made, { file_sha256: file.sha256, file_bytes: file.size_bytes });
  }
  await settleDown(ports.db);
  await ports.db.destroy();
  return made;
});
