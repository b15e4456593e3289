import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect } from 'vitest';

import { Bank } from '../../stack/bank/bank.ts';
import type { BankRule, BankSettings } from '../../stack/bank/settings.ts';
import type { BankTotals } from '../../stack/bank/totals.ts';
import type { CounterpartStatus } from '../../stack/simulation/status.ts';
import { creditorIban, creditorIdentifier } from './pain008Sample.ts';

export const noSchemas = '/nonexistent';
/** Monday 5 January 2026, 09:00 in Amsterdam. */
export const monday = '2026-01-05T08:00:00.000Z';

/** The texts of an element, in order. */
export function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map((match) => match[1] ?? '');
}

/** A bank in a directory of its own for each test. */
export class BankDesk {
  directory = '';
  bank!: Bank;

  /** @param schemas - the folder in which the bank looks for schemas */
  open(schemas = noSchemas, checkpoint?: () => void): void {
    this.bank = new Bank({ directory: this.directory, clockFile: this.clockFile, name: 'BANKA', schemas, checkpoint });
  }

  /** As after the end of its process. */
  reopen(): void {
    this.bank.close();
    this.open();
  }

  /** Everything that it had is gone. */
  empty(): void {
    this.bank.close();
    rmSync(this.directory, { recursive: true });
    mkdirSync(this.directory);
  }

  get clockFile(): string {
    return join(this.directory, 'clock.json');
  }

  writeJson(name: string, value: unknown): void {
    writeFileSync(join(this.directory, name), JSON.stringify(value));
  }

  setRules(rules: BankRule[]): void {
    this.writeJson('rules.json', rules);
  }

  setSettings(settings: Partial<BankSettings>): void {
    this.writeJson('settings.json', settings);
  }

  /** The bank at a business instant. */
  at(now: string): CounterpartStatus {
    this.writeJson('clock.json', { now });
    return this.bank.pass();
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.directory, 'to-bank', name), text);
  }

  /** Puts a file, on Monday unless another instant is given, and gives the names of the answers to it. */
  send(text: string, { name = 'file.xml', now = monday }: { name?: string; now?: string } = {}): string[] {
    const before = this.answers();
    this.put(name, text);
    this.at(now);
    return this.answers().filter((answer) => !before.includes(answer));
  }

  answers(): string[] {
    return readdirSync(join(this.directory, 'from-bank')).sort();
  }

  answer(name: string): string {
    const path = join(this.directory, 'from-bank', name);
    expect({ name, isThere: existsSync(path) }).toEqual({ name, isThere: true });
    return readFileSync(path, 'utf8');
  }

  totals(): BankTotals {
    return JSON.parse(readFileSync(join(this.directory, 'bank', 'totals.json'), 'utf8')) as BankTotals;
  }

  log(): string {
    return readFileSync(join(this.directory, 'bank', 'bank.log'), 'utf8');
  }

  /** Group status and first reason code of the pain.002 that answers. */
  verdictOf(text: string, now = monday): string {
    const name = this.send(text, { now }).find((answer) => answer.startsWith('pain.002'));
    if (!name) return 'no answer';
    const status = this.answer(name);
    return [...texts(status, 'GrpSts'), ...texts(status, 'Cd')].slice(0, 2).join(' ');
  }
}

/** A desk whose bank is opened before each test, and closed and removed after it. */
export function bankDesk(): BankDesk {
  const desk = new BankDesk();
  beforeEach(() => {
    desk.directory = mkdtempSync(join(tmpdir(), 'bank-'));
    desk.writeJson('accounts.json', [{ iban: creditorIban, creditor_identifier: creditorIdentifier }]);
    desk.open();
  });
  afterEach(() => {
    desk.bank.close();
    rmSync(desk.directory, { recursive: true });
  });
  return desk;
}
