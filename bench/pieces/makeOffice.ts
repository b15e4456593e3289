import {
  deliver,
  freezeAll,
  insertCustomers,
  insertOffice,
  mixCustomers,
  type ReceivedFile,
  receiveSettlement,
  settleDown,
} from '../data/office.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';

export interface MakeOfficeInput {
  databaseUrl: string;
  archiveDir: string;
  collections: number;
  /**
   * How far the collections have come: `received` has a camt.054 in the archive that settles all of them; `customers` has
   * none, nor mandates; in `mixed_customers` they are such as a conversion finds.
   */
  until: 'customers' | 'mixed_customers' | 'ready' | 'frozen' | 'received';
}

export interface MakeOfficeResult {
  submission_id?: number;
  file?: ReceivedFile;
}

await piece<MakeOfficeInput, MakeOfficeResult>(async ({ databaseUrl, archiveDir, collections, until }) => {
  const made: MakeOfficeResult = {};
  const ports = benchPorts(databaseUrl, archiveDir);
  const hasMandates = until !== 'customers' && until !== 'mixed_customers';
  await (hasMandates ? insertOffice : insertCustomers)(ports, collections);
  if (until === 'mixed_customers') await mixCustomers(ports);
  await settleDown(ports.db);
  if (until === 'frozen' || until === 'received') made.submission_id = await freezeAll(ports, collections);
  if (made.submission_id !== undefined && until === 'received') {
    await deliver(ports, made.submission_id);
    made.file = await receiveSettlement(ports, collections);
  }
  await settleDown(ports.db);
  await ports.db.destroy();
  return made;
});
