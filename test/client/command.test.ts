import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hasErrors, inspectFile } from '../../client/inspect.ts';
import { createProgram } from '../../client/main.ts';
import { sharedData } from '../support/sharedData.ts';
import { incasso } from './support.ts';

const camt = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-05T07:00:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N1</Id><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-01-05</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>noord-1</EndToEndId></Refs><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls></NtryDtls>
</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'incasso-command-'));
  await writeFile(join(dir, 'good.xml'), camt);
  await writeFile(join(dir, 'cut.xml'), camt.slice(0, 500));
  await writeFile(join(dir, 'other.txt'), 'Dear bank,\n');
  await writeFile(join(dir, 'empty.xml'), '');
});
afterAll(() => rm(dir, { recursive: true }));

describe('files inspect', () => {
  it('prints exactly the summary as JSON, without a database', async () => {
    const { code, stdout, stderr } = await incasso(['files', 'inspect', join(dir, 'good.xml'), '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      format: 'camt.054.001.08',
      messages: 1,
      entries: 1,
      transactions: 1,
      totals: [{ currency: 'EUR', credit_minor: 1250, debit_minor: 0 }],
      control_totals: { stated: {}, read: {}, ok: true },
      findings: [],
    });
    expect(code).toBe(0);
  });

  it.each(['cut.xml', 'other.txt', 'empty.xml'])(
    'says what is wrong with %s, as JSON too, and ends with 1',
    async (name) => {
      const { code, stdout } = await incasso(['files', 'inspect', join(dir, name), '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ format: 'unknown', findings: [{ severity: 'error' }] });
    },
  );

  it('shows people the same', async () => {
    const { code, stdout } = await incasso(['files', 'inspect', join(dir, 'good.xml')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/format +camt\.054\.001\.08/);
    expect(stdout).toContain('EUR 12.50');
  });

  it('ends with 1 and one line when there is no such file', async () => {
    const { code, stderr } = await incasso(['files', 'inspect', join(dir, 'missing.xml')]);
    expect([code, stderr]).toEqual([1, `incasso: there is no file ${join(dir, 'missing.xml')}\n`]);
  });
});

const samples = sharedData('samples', 'ISO', 'camt.053');
describe.skipIf(!samples)('files inspect on the samples of the shared data (skipped where they are missing)', () => {
  it('names the format and counts as the library does', async () => {
    const folder = samples ?? '';
    const path = join(
      folder,
      readdirSync(folder)
        .filter((name) => name.endsWith('.xml'))
        .sort()[0] ?? '',
    );
    const { code, stdout } = await incasso(['files', 'inspect', path, '--json']);
    const summary = await inspectFile(path);
    expect(summary.format).toMatch(/^camt\.053\.001\.\d\d$/);
    expect([JSON.parse(stdout), code]).toEqual([summary, hasErrors(summary) ? 1 : 0]);
  });
});

describe('the command line', () => {
  it.each([
    [[]],
    [['collections']],
    [['unknown']],
    [['collections', 'list', '--state', 'lost']],
    [['instructions', 'show', 'four']],
    [['collections', 'ready', '--all']],
    [['schedules', 'set', 'a', 'collection-send', '--start', '25:00', '--end', '09:00', '--zone', 'Europe/Amsterdam']],
    [['submissions', 'refuse', '1']],
  ])('O3 wrong usage ends with 2: %j', async (args) => {
    const { code, stdout, stderr } = await incasso(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/ at .*\.ts/);
  });

  it('says what to do without a database, in one line', async () => {
    const { code, stderr } = await incasso(['collections', 'list']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^incasso: no database: set DATABASE_URL.*\n$/);
  });

  it('says that the database does not answer, in one line', async () => {
    const { code, stderr } = await incasso(['collections', 'list'], {
      DATABASE_URL: 'postgres://x:secret@127.0.0.1:9/x',
    });
    expect([code, stderr]).toEqual([1, 'incasso: the database does not answer on 127.0.0.1:9: is it running?\n']);
  });

  it('O3 has examples in the help of every verb', async () => {
    const program = await createProgram({ runWorker: () => Promise.resolve() }, () => true);
    const verbs = program.commands.flatMap((noun) => (noun.commands.length > 0 ? noun.commands : [noun]));
    expect(verbs.length).toBeGreaterThan(40);
    for (const verb of verbs) {
      let help = '';
      verb.configureOutput({ writeOut: (text) => (help += text) });
      verb.outputHelp();
      expect([verb.name(), help.includes('Examples:')]).toEqual([verb.name(), true]);
    }
  });

  it.each(['bash', 'zsh', 'fish'])('O3 completes in %s', async (shell) => {
    const { code, stdout } = await incasso(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toContain('confirm-amount');
    expect(stdout).toContain('dry-run');
  });
});
