import { danishSystem, insertDanishOffice, receiveDanishSettlement } from '../data/danishOffice.ts';
import {
  deliver,
  freezeAll,
  insertCustomers,
  insertOffice,
  mixCustomers,
  type ReceivedFile,
  receiveSettlement,
  settleDown,
  systemCode,
} from '../data/office.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';

export interface MakeOfficeInput {
  databaseUrl: string;
  archiveDir: string;
  collections: number;
  /**
   * How far the collections have come: `received` has a file in the archive that settles all of them; `customers` has
   * none, nor mandates; in `mixed_customers` they are such as a conversion finds.
   */
  until: 'customers' | 'mixed_customers' | 'ready' | 'frozen' | 'received';
  /** At Betalingsservice, with agreements and a delivery 0602; else a SEPA office with mandates and a camt.054. */
  isDanish?: boolean;
}

export interface MakeOfficeResult {
  submission_id?: number;
  file?: ReceivedFile;
}

const sepa = { system: systemCode, insert: insertOffice, receive: receiveSettlement };
const danish = { system: danishSystem, insert: insertDanishOffice, receive: receiveDanishSettlement };

await piece<MakeOfficeInput, MakeOfficeResult>(async ({ databaseUrl, archiveDir, collections, until, isDanish }) => {
  const made: MakeOfficeResult = {};
  const ports = benchPorts(databaseUrl, archiveDir);
  const office = isDanish ? danish : sepa;
  const hasMandates = until !== 'customers' && until !== 'mixed_customers';
  await (hasMandates ? office.insert : insertCustomers)(ports, collections);
  if (until === 'mixed_customers') await mixCustomers(ports);
  await settleDown(ports.db);
  if (until === 'frozen' || until === 'received') {
    made.submission_id = await freezeAll(ports, office.system, collections);
  }
  if (made.submission_id !== undefined && until === 'received') {
    await deliver(ports, made.submission_id);
    made.file = await office.receive(ports, collections);
  }
  await settleDown(ports.db);
  await ports.db.destroy();
  return made;
});
