import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { type Context, openContext } from '../../client/context.ts';
import { IncassoError } from '../../domain/errors.ts';
import { loadConfig } from '../../ports/config.ts';
import { printLine } from '../../stack/log.ts';
import { hasEnded, identify, isRunning, type ProcessId } from '../../stack/processes.ts';
import { readRecord, type StackRecord } from '../../stack/record.ts';
import { environmentOf } from '../../stack/services.ts';
import { tearDown } from '../../stack/stack.ts';
import { until } from '../demo/days.ts';
import { type Office, officeIn } from '../demo/office.ts';
import { officeIsOpen } from './protocol.ts';

const launcherProgram = 'scripts/killTest/launcher.ts';
const startSeconds = 120;
const stopSeconds = 90;

/** What can be killed: the launcher, and the parts by their names in stack.json. */
export type Part = 'launcher' | 'postgres' | 'temporal' | 'worker' | 'bank-banka' | 'bank-bankb' | 'mailbox';

/** The office as its operator sees it from outside: started, killed and started again in a process of its own. */
export class Drill {
  readonly office: Office;
  /** What the present launcher has said. */
  lines: string[] = [];
  private launcher: ChildProcess | undefined;
  private opened: Context | undefined;
  /** Every part of every start. */
  private readonly seen: { name: string; id: ProcessId }[] = [];

  constructor(dataDir: string) {
    this.office = officeIn(dataDir);
  }

  /** The operator's connections to the office that is open now. */
  get context(): Context {
    if (this.opened === undefined) throw new IncassoError('REFUSED', 'the office is not open');
    return this.opened;
  }

  /** Starts the launcher and waits until the office is open. @param firstInstant - only for a start on an empty folder. */
  async start(firstInstant?: string): Promise<void> {
    const ended = await this.launch(firstInstant);
    if (ended) throw new IncassoError('REFUSED', `the office did not open: ${this.lines.at(-1) ?? 'it said nothing'}`);
    const { database_url: databaseUrl, temporal_address: temporalAddress } = this.record();
    this.opened = openContext(loadConfig(environmentOf({ databaseUrl, temporalAddress }, this.office.dataDir)), 'dora');
    for (const [name, id] of Object.entries(this.record().pids)) this.seen.push({ name, id });
  }

  /** What a second launcher says beside the one that runs. */
  async startBeside(): Promise<string> {
    const [launcher, lines] = [this.launcher, this.lines];
    await this.launch(undefined);
    const said = this.lines.join('; ');
    [this.launcher, this.lines] = [launcher, lines];
    return said;
  }

  /** What an operator does when a part has died: Ctrl-C, if the launcher still runs, and the same command again. */
  async startAgain(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ctrl-C: the launcher stops what it has started. */
  async stop(): Promise<void> {
    await this.closeContext();
    const { launcher } = this;
    this.launcher = undefined;
    if (launcher === undefined) return;
    const itHasEnded = (): boolean => launcher.exitCode !== null || launcher.signalCode !== null;
    if (!itHasEnded()) launcher.kill('SIGINT');
    await until('the launcher has ended', async () => itHasEnded(), stopSeconds);
  }

  /** kill -9, all in one moment, and waits until they are gone. */
  async kill(...parts: Part[]): Promise<void> {
    const ids = parts.map((part) => this.idOf(part));
    for (const { pid } of ids) process.kill(pid, 'SIGKILL');
    for (const id of ids) await hasEnded(id, 10_000);
    printLine(`  killed: ${parts.join(', ')}`);
    await this.closeContext();
  }

  /** Parts of this and earlier starts that run now although stack.json does not name them, or names two. */
  strays(): string[] {
    const known = Object.values(this.record().pids).map((id) => id.pid);
    return this.seen.filter(({ id }) => isRunning(id) && !known.includes(id.pid)).map(({ name }) => name);
  }

  /** Names of the parts that run. */
  running(): string[] {
    const pids = Object.entries(this.record().pids);
    return pids.filter(([, id]) => isRunning(id)).map(([name]) => name);
  }

  /** Whatever happened, nothing is left running. Returns the parts that had to be stopped by hand, or still run. */
  async end(): Promise<string[]> {
    try {
      await this.stop();
    } finally {
      await tearDown({ dataDir: this.office.dataDir, log: printLine });
    }
    return this.seen.filter(({ id }) => isRunning(id)).map(({ name }) => name);
  }

  /** Starts a launcher and waits until the office is open; true when it ended instead. */
  private async launch(firstInstant: string | undefined): Promise<boolean> {
    const args = ['--import', 'tsx', launcherProgram, this.office.dataDir];
    if (firstInstant !== undefined) args.push(firstInstant);
    // A group of its own: Ctrl-C on the test reaches only the driver, which stops it. Its standard input ends with the driver.
    const launcher = spawn(process.execPath, args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: string[] = [];
    createInterface({ input: launcher.stdout }).on('line', (line) => {
      lines.push(line);
      printLine(`  ${line}`);
    });
    this.launcher = launcher;
    this.lines = lines;
    let ended = false;
    void once(launcher, 'close').then(() => (ended = true));
    await until('the office is open', async () => ended || lines.includes(officeIsOpen), startSeconds);
    return ended;
  }

  private idOf(part: Part): ProcessId {
    const id = part === 'launcher' ? identify(this.launcher?.pid ?? 0) : this.record().pids[part];
    if (id === undefined || !isRunning(id))
      throw new IncassoError('REFUSED', `${part} does not run, so nobody can kill it`);
    return id;
  }

  private record(): StackRecord {
    const record = readRecord(this.office.dataDir);
    if (record === undefined) throw new IncassoError('REFUSED', 'the office has no stack.json');
    return record;
  }

  private async closeContext(): Promise<void> {
    await this.opened?.close();
    this.opened = undefined;
  }
}
