import { connect, run } from '../../db/connection.ts';
import { migrate } from '../../db/migrations/index.ts';
import { startTestCluster } from '../../stack/testCluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the cluster's own database; the databases of test files stand beside it. */
    clusterUrl: string;
  }
}

export const templateDatabase = 'incasso_template';

/** One PostgreSQL for the run, with a migrated template database that every test file copies. */
export default async function setup(project: {
  provide(key: 'clusterUrl', value: string): void;
}): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  const admin = connect(cluster.databaseUrl, 1);
  await run(admin, `CREATE DATABASE ${templateDatabase}`);
  await admin.destroy();
  const template = connect(databaseAddress(cluster.databaseUrl, templateDatabase), 1);
  await migrate(template);
  await template.destroy();
  project.provide('clusterUrl', cluster.databaseUrl);
  return () => cluster.stop();
}

/** The address of another database of the same cluster. */
export function databaseAddress(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}
