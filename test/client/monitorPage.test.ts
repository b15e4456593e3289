import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openContext } from '../../client/context.ts';
import { type MonitorFilter, readMonitor } from '../../client/monitor.ts';
import { monitorPage } from '../../client/monitorPage.ts';
import { inTransaction, run } from '../../db/connection.ts';
import { beginTask, failTask, findDossierByCode, lookAtDossier } from '../../db/dossiers.ts';
import { type Raise, raiseInstruction } from '../../db/instructions.ts';
import { submitTask } from '../../db/submitting.ts';
import type { CauseName } from '../../domain/causes.ts';
import { escapeHtml } from '../../domain/html.ts';
import { booking } from '../support/accounting.ts';
import { testDatabase } from '../support/database.ts';
import { testConfig } from './support.ts';

const database = testDatabase('client_monitor_page');
const directory = mkdtempSync(join(tmpdir(), 'incasso-page-'));
const clockFile = join(directory, 'clock.json');
afterAll(() => rmSync(directory, { recursive: true }));

const at = '2026-01-05T07:00:00.000Z';
const webUi = 'http://127.0.0.1:8233';
/** Imports refuse such a code; a page must bear whatever stands in the tables. */
const hostileCode = `x"><img src=x onerror=alert(1)> /#'`;
const hostile = `</style><script>alert(1)</script><img src="https://evil.example/x.png" onerror='alert(2)'>&amp;`;
const endless = 'Verzekeringsmaatschappij'.repeat(5);

/** The page as an operator gets it, a week later. */
async function pageFor(operator: string, filter: MonitorFilter = {}, given: { webUi?: string } = {}): Promise<string> {
  const config = { ...testConfig(database.url), ...given, clockFile };
  return monitorPage(await readMonitor(openContext(config, operator, { db: database.db }), filter), config);
}

const raise = (what: Pick<Raise, 'cause'> & Partial<Raise>) =>
  inTransaction(database.db, (trx) =>
    raiseInstruction(trx, { subject_kind: 'job', subject_id: 'x', facts: {}, ...what }, { at, actor: 'worker' }),
  );

/** A dossier whose first task the package has refused; a second one waits. */
async function addBlocked(code: string, name: string, cause: CauseName, package_says: string): Promise<void> {
  const { db } = database;
  await run(db, `INSERT INTO dossiers (code, name, manager) VALUES (:code, :name, 'hanna')`, { code, name });
  const kind = 'process_booking' as const;
  const task = { dossier: code, kind, input: booking('AK-2026-0012'), needed_by: '2026-01-09' };
  const stamp = { at, actor: 'connector' };
  for (const reference of [`BV-${name}`.slice(0, 80), 'BV-2']) await submitTask(db, { ...task, reference }, stamp);
  const { head } = await lookAtDossier(db, (await findDossierByCode(db, code)).id);
  if (!head) throw new Error('no task');
  await beginTask(db, head, stamp);
  await failTask(db, head, { cause, package_says, package_code: code }, stamp);
}

beforeAll(async () => {
  writeFileSync(clockFile, JSON.stringify({ now: '2026-01-12T08:00:00.000Z' }));
  await run(
    database.db,
    `INSERT INTO creditors (code, name, zone, currency) VALUES ('noord', 'Noorderlicht BV', 'Europe/Amsterdam', 'EUR')`,
  );
  await run(
    database.db,
    `INSERT INTO operators (code, name, email, language, zone, roles) VALUES
       ('hanna', 'Hanna', 'hanna@example.org', 'nl', 'Europe/Amsterdam', '{}'),
       ('igor', 'Igor', 'igor@example.org', 'fr', 'Europe/Brussels', '{}'),
       ('carla', 'Carla', 'carla@example.org', 'en', 'Europe/Amsterdam', '{support}'),
       ('christina-van-der-meulen', 'C', 'c@example.org', 'en', 'Europe/Amsterdam', '{support}'),
       ('dora', 'Dora', 'dora@example.org', 'en', 'Europe/Paris', '{admin}')`,
  );
  await addBlocked('slagerij-smit', 'Slagerij Smit', 'wrong_period', 'Period 2025-12 is not open.');
  await addBlocked('bakkerij-bol', 'Bakkerij Bol & Zonen', 'unknown_journal', 'There is no journal DIV.');
  await addBlocked('drukkerij-maas', 'Drukkerij Maas', 'package_database_error', endless.repeat(4));
  await addBlocked('endless', endless, 'double_booking', 'It is there.');
  await addBlocked(hostileCode, hostile, 'wrong_vat_code', hostile);
  const dossier = await findDossierByCode(database.db, 'slagerij-smit');
  await raise({ cause: 'workflow_failed', dossier, facts: { workflow: 'dossier/1', reason: 'It stopped.' } });
  await raise({ cause: 'posting_parked', creditor_id: 1, sum_minor: 1_234_567_890, currency: 'EUR', line_count: 3 });
  await raise({ cause: hostile as CauseName, subject_kind: hostile, facts: { detail: hostile } });
  await run(database.db, `INSERT INTO dossiers (code, name) VALUES ('quiet', 'Quiet')`);
});

/** The values of an attribute, as a browser reads them. */
function valuesOf(page: string, attribute: string): string[] {
  return [...page.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map((match) =>
    (match[1] ?? '').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  ); // prettier-ignore
}

/** What a browser acts on: tags with their attributes, and the styles; without the text between them. */
function markupOf(page: string): string {
  return [...(page.match(/<[^>]*>/g) ?? []), /<style>[^]*<\/style>/.exec(page)?.[0]].join('\n');
}

describe('the page as text', () => {
  test('hostile names, codes, references, causes and messages stand there as text: no tag, no attribute of theirs', async () => {
    const page = await pageFor('dora', { all: true }, { webUi });
    const ours = 'a article b body code dd div dl dt h1 h2 h3 head header html li meta p section small span style table tbody td th thead title tr ul'; // prettier-ignore
    const tags = [...page.matchAll(/<([a-z][a-z0-9]*)/gi)].map((match) => match[1] ?? '');
    expect([...new Set(tags)].sort().join(' ')).toBe(ours);
    const attributes = [...page.matchAll(/<[a-z][a-z0-9]*((?: [a-z-]+="[^"<>]*")*) ?\/?>/g)];
    expect(attributes).toHaveLength(tags.length);
    const names = attributes.flatMap((match) =>
      [...(match[1] ?? '').matchAll(/ ([a-z-]+)="[^"]*"/g)].map((name) => name[1]),
    );
    expect([...new Set(names)].sort()).toEqual(['charset', 'class', 'content', 'data-name', 'href', 'id', 'lang', 'name']); // prettier-ignore
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.split(escapeHtml(hostile)).length - 1).toBeGreaterThanOrEqual(6);
  });

  test('T9 every mark of a dossier is a link, and leads to an anchor that is there once', async () => {
    for (const filter of [{}, { all: true }, { state: 'failed' }, { state: 'queued' }, { colour: 'red' }] as const) {
      const page = await pageFor('dora', filter);
      const overview = page.slice(page.indexOf('<tbody>'), page.indexOf('</tbody>'));
      const links = overview.match(/<a href="#[^"]*"><span class="mark (red|orange)">[■▲] \d+ \1<\/span><\/a>/g) ?? [];
      expect(links).toHaveLength(overview.split('class="mark').length - 1);
      const ids = valuesOf(page, 'id');
      expect(new Set(ids).size).toBe(ids.length);
      for (const href of valuesOf(overview, 'href')) expect(ids).toContain(href.slice(1));
    }
    const all = await pageFor('dora');
    expect(valuesOf(all, 'href')).toHaveLength(8);
    expect(all).toMatch(/<a href="#instruction-\d+"><span class="mark red">■ 1 red<\/span><\/a> <a href="#instruction-\d+"><span class="mark orange">▲ 1 orange<\/span><\/a> <\/td>\s*<td class="name">Slagerij Smit/); // prettier-ignore
  });

  test('nothing is loaded from elsewhere: without a Web UI there is no address in the page at all', async () => {
    const page = await pageFor('dora', { all: true });
    expect(markupOf(page)).not.toMatch(/https?:|\/\/|url\(|@import/i);
    expect(await pageFor('igor')).not.toMatch(/http|\/\//);
  });

  test('with a Web UI each instruction is a link to its page, and no other address is there', async () => {
    const page = await pageFor('dora', {}, { webUi });
    const { entries } = await readMonitor(openContext(testConfig(database.url), 'dora', { db: database.db }), {});
    const links = valuesOf(page, 'href').filter((href) => !href.startsWith('#'));
    const ofInstruction = (id = 0): string => `${webUi}/namespaces/default/workflows/instruction%2F${id}`;
    expect(links.sort()).toEqual(entries.map((entry) => ofInstruction(entry.instruction?.id)).sort());
    expect(markupOf(page).split('http')).toHaveLength(links.length + 1);
  });

  test("T9 T10 status on the left, instruction on the right, in the reader's language; nothing to see is said", async () => {
    const page = await pageFor('hanna', { dossier: 'slagerij-smit', cause: 'wrong_period' });
    expect(page).toMatch(/what hanna sees of dossier slagerij-smit, cause wrong_period:\s+0 red, 1 orange/);
    expect(page).toMatch(/class="status">[^]*failed[^]*2026-01-05 08:00, 7 days[^]*hanna[^]*due[^]*class="what">[^]*Een boeking valt in[^]*EUR 242\.00[^]*<b>retry<\/b>[^]*incasso tasks retry \d/); // prettier-ignore
    const nothing = await pageFor('igor');
    expect(nothing).toContain('Nothing has failed and nothing waits for a person.');
    expect(nothing).not.toContain('<table');
  });
});

const chromiumPath = '/usr/bin/chromium';
describe.skipIf(!existsSync(chromiumPath))(`the page in a browser (needs Chromium, ${chromiumPath})`, () => {
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    const file = join(directory, 'monitor.html');
    writeFileSync(file, await pageFor('dora', { all: true }, { webUi }));
    address = pathToFileURL(file).href;
    const args = ['--no-sandbox', '--disable-quic', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: chromiumPath, args });
  });
  afterAll(() => browser?.close());

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [360, 'light'],
    [360, 'dark'],
  ] as const)(
    'T9 opened from a file, %d px wide and %s: it fits, every mark can be read and leads to its section',
    async (width, colorScheme) => {
      const page = await browser.newPage({ viewport: { width, height: 700 }, colorScheme });
      const events: string[] = [];
      page.on('request', (request) => events.push(request.url()));
      page.on('dialog', (dialog) => void dialog.dismiss().finally(() => events.push(dialog.message())));
      page.on('pageerror', (error) => events.push(error.message));
      await page.goto(address);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await page.locator('script, img').count()).toBe(0);
      for (const { left, right, contrast } of await page.evaluate<MarkSeen[]>(marksSeen)) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
        expect(contrast).toBeGreaterThanOrEqual(4.5);
      }
      const marks = await page.locator('.overview a:visible').all();
      expect(marks).toHaveLength(8);
      for (const mark of marks) {
        await mark.click();
        const { id, top, visible } = await page.evaluate<TargetSeen>(targetSeen);
        expect(`#${id}`).toBe(await mark.getAttribute('href'));
        expect(top).toBeGreaterThanOrEqual(-1);
        expect(visible).toBeGreaterThan(0);
      }
      expect(await page.evaluate('scrollY')).toBeGreaterThan(0);
      expect(events).toEqual([address]);
      await page.close();
    },
  );
});

interface MarkSeen {
  left: number;
  right: number;
  contrast: number;
}

/** Where each mark stands, and its contrast as WCAG counts it; 4.5 is asked of text. */
const marksSeen = `[...document.querySelectorAll('.mark')].map((mark) => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const { color, backgroundColor } = getComputedStyle(mark);
  const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
  const { left, right } = mark.getBoundingClientRect();
  return { left, right, contrast: (light + 0.05) / (dark + 0.05) };
})`;

interface TargetSeen {
  id: string;
  top: number;
  /** How many pixels of it stand in the window. */
  visible: number;
}

/** Where the browser has moved to: the target of the address. */
const targetSeen = `(() => {
  const target = document.querySelector(':target');
  const { top, bottom } = target.getBoundingClientRect();
  return { id: target.id, top, visible: Math.min(bottom, innerHeight) - Math.max(top, 0) };
})()`;
