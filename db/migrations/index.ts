import type { Knex } from 'knex';

import * as parties from './0001_parties.ts';
import * as collections from './0002_collections.ts';
import * as inbound from './0003_inbound.ts';
import * as ledger from './0004_ledger.ts';
import * as desk from './0005_desk.ts';
import * as history from './0006_history.ts';
import * as dossiers from './0007_dossiers.ts';
import * as mandates from './0008_mandates.ts';
import * as byHand from './0009_by_hand.ts';
import * as betalingsservice from './0010_betalingsservice.ts';
import * as agreements from './0011_agreements.ts';
import * as notices from './0012_notices.ts';
import * as files from './0013_files.ts';
import * as undoing from './0014_undoing.ts';
import * as unappliedPayments from './0015_unapplied_payments.ts';
import * as frozenSystem from './0016_frozen_system.ts';
import * as indexes from './0017_indexes.ts';
import * as restOpen from './0018_rest_open.ts';

/** All migrations in their order. A released one is never changed: a change is a new file at the end. */
const migrations: Record<string, Knex.Migration> = {
  '0001_parties': parties,
  '0002_collections': collections,
  '0003_inbound': inbound,
  '0004_ledger': ledger,
  '0005_desk': desk,
  '0006_history': history,
  '0007_dossiers': dossiers,
  '0008_mandates': mandates,
  '0009_by_hand': byHand,
  '0010_betalingsservice': betalingsservice,
  '0011_agreements': agreements,
  '0012_notices': notices,
  '0013_files': files,
  '0014_undoing': undoing,
  '0015_unapplied_payments': unappliedPayments,
  '0016_frozen_system': frozenSystem,
  '0017_indexes': indexes,
  '0018_rest_open': restOpen,
};

class MigrationList implements Knex.MigrationSource<string> {
  getMigrations(): Promise<string[]> {
    return Promise.resolve(Object.keys(migrations));
  }
  getMigrationName(name: string): string {
    return name;
  }
  getMigration(name: string): Promise<Knex.Migration> {
    const migration = migrations[name];
    return migration ? Promise.resolve(migration) : Promise.reject(new Error(`no migration ${name}`));
  }
}

/** Brings the schema to the newest version; two at once are safe (knex locks). Returns the names applied now. */
export async function migrate(knex: Knex): Promise<string[]> {
  const [, applied] = (await knex.migrate.latest({ migrationSource: new MigrationList() })) as [number, string[]];
  return applied;
}

/** Names that a database still lacks; empty when the schema is current. */
export async function missingMigrations(knex: Knex): Promise<string[]> {
  const [, pending] = (await knex.migrate.list({ migrationSource: new MigrationList() })) as [
    unknown[],
    (string | { name: string; file?: string })[],
  ];
  return pending.map((entry) => (typeof entry === 'string' ? entry : entry.name));
}
