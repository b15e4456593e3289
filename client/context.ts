import type { Db } from '../db/connection.ts';
import { IncassoError } from '../domain/errors.ts';
import { type Accounting, httpAccounting } from '../ports/accounting.ts';
import { type Archive, directoryArchive } from '../ports/archive.ts';
import { fileClock, systemClock } from '../ports/clock.ts';
import type { Config } from '../ports/config.ts';
import type { TemporalConnection } from '../ports/temporal.ts';

/** What every operator action gets: the connections, opened when first asked for, and who acts. */
export interface Context {
  readonly config: Config;
  /** The business instant, ISO. */
  now(): Promise<string>;
  db(): Promise<Db>;
  /** Throws TEMPORAL when no server answers. */
  temporal(): Promise<TemporalConnection>;
  archive(): Archive;
  accounting(): Accounting;
  /** Who acts, as a row of operators. Throws REFUSED when nobody is named or the name is not known. */
  operator(): Promise<string>;
  /** The same, for whoever only looks: undefined when nobody is named. */
  operatorIfNamed(): Promise<string | undefined>;
  /** The same; `setup` as long as there is no operator at all and nobody is named. For imports. */
  operatorOrSetup(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens nothing yet. `as` is the operator's code, before INCASSO_OPERATOR.
 * @param given - connections of the caller (tests), which stay open.
 */
export function openContext(
  config: Config,
  as: string | undefined,
  given: { db?: Db; temporal?: TemporalConnection } = {},
): Context {
  const clock = config.clockFile ? fileClock(config.clockFile) : systemClock;
  const named = as ?? config.operator;
  const closing: (() => Promise<void>)[] = [];
  let db: Promise<Db> | undefined = given.db && Promise.resolve(given.db);
  let temporal: Promise<TemporalConnection> | undefined = given.temporal && Promise.resolve(given.temporal);

  async function openDb(): Promise<Db> {
    const { connect } = await import('../db/connection.ts');
    const opened = connect(config.databaseUrl, 4);
    closing.push(() => opened.destroy());
    return opened;
  }

  async function openTemporal(): Promise<TemporalConnection> {
    const { connectTemporal } = await import('../ports/temporal.ts');
    const opened = await connectTemporal(config);
    closing.push(() => opened.close());
    return opened;
  }

  const context: Context = {
    config,
    now: () => clock.now(),
    db: () => (db ??= openDb()),
    temporal: () => (temporal ??= openTemporal()),
    archive: () => directoryArchive(config.archiveDir),
    accounting: () => httpAccounting(config.accountingUrl, { token: config.accountingToken }),
    operator: async () => knownOperator(await context.db(), named),
    operatorIfNamed: async () => (named === undefined ? undefined : knownOperator(await context.db(), named)),
    operatorOrSetup: async () => {
      if (named !== undefined) return knownOperator(await context.db(), named);
      const { listOperators } = await import('../db/parties.ts');
      const nobodyYet = (await listOperators(await context.db())).length === 0;
      return nobodyYet ? 'setup' : knownOperator(await context.db(), named);
    },
    close: async () => {
      for (const close of closing.splice(0)) await close();
    },
  };
  return context;
}

async function knownOperator(db: Db, code: string | undefined): Promise<string> {
  if (code === undefined) {
    throw new IncassoError(
      'REFUSED',
      'this changes something: say who you are with --as CODE or INCASSO_OPERATOR ("incasso operators list" shows the codes)',
    );
  }
  const { mustBeOperator } = await import('../db/roles.ts');
  return (await mustBeOperator(db, code)).code;
}
