import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { MandateForm } from '../../domain/mandateForm.ts';
import type { LetterFonts } from '../../formats/letterPdf.ts';
import { writeMandateForms } from '../../formats/mandateForm.ts';
import { readLetterFonts } from '../../ports/fonts.ts';
import { form, item } from './mandateFormModel.ts';
import type { PdfPage } from './pdfReading.ts';
import { bytesOf, firstContent, misplaced, openPdf, readPages } from './pdfReading.ts';

let fonts: LetterFonts;
beforeAll(async () => {
  fonts = await readLetterFonts();
});
afterEach(() => {
  vi.useRealTimers();
});

async function write(forms: Iterable<MandateForm> | AsyncIterable<MandateForm>): Promise<Uint8Array> {
  return bytesOf(writeMandateForms(forms, fonts));
}

async function pageOf(changes: Partial<MandateForm> = {}): Promise<PdfPage> {
  const [page] = await readPages(await write([form(changes)]));
  return page!;
}

describe('a mandate form', () => {
  it('is one A4 page, in the order of the forms', async () => {
    const umrs = ['SR-1', 'SR-2', 'SR-3'];
    const pages = await readPages(await write(umrs.map((umr) => form({ umr }))));
    expect(pages.map((page) => umrs.filter((umr) => page.text.includes(umr)))).toEqual([['SR-1'], ['SR-2'], ['SR-3']]);
    expect(pages[0]!.width).toBeCloseTo(210, 0);
    expect(pages[0]!.height).toBeCloseTo(297, 0);
  });

  it('has the same bytes at another time and from another source', async () => {
    const forms = [form(), form({ language: 'fr', scheme: 'B2B', kind: 'one_off', item })];
    const first = await write(forms);
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-06T07:08:09Z') });
    const second = await write(
      (async function* () {
        yield* forms;
      })(),
    );
    expect(Buffer.from(second).equals(first)).toBe(true);
  });

  it('tells of itself only its title and the date of the letter', async () => {
    const pdf = await openPdf(await write([form()]));
    const info = (await pdf.getMetadata()).info as Record<string, unknown>;
    expect(info).toMatchObject({
      Title: 'SEPA Direct Debit Mandate',
      Producer: 'Incasso',
      CreationDate: 'D:20261123000000Z',
    });
    expect(info.ModDate).toBeUndefined();
  });

  it('has the address of the debtor in the window of the envelope', async () => {
    const { pieces } = await pageOf();
    const inWindow = pieces.filter((piece) => piece.right <= 105 && piece.top >= 49 && piece.bottom <= 86);
    expect(inWindow.map((piece) => piece.text)).toEqual(['J. de Vries', 'Hoofdweg 1', '1017 XA Amsterdam']);
    for (const piece of inWindow) expect(piece.left).toBeCloseTo(20, 1);
    expect(inWindow[0]!.top).toBeLessThan(53);
  });

  it('says who collects, from whom, for what, and where it goes back to', async () => {
    const { text } = await pageOf({ kind: 'one_off', item });
    for (const part of [
      'Date 2026-11-23',
      'Customer number D10042',
      'Mandate reference SR-10042-1',
      'Creditor identifier NL98ZZZ999999990000',
      "Creditor's name Energie Coöperatie B.V. Creditor's address Stationsweg 12 6711 PS Ede",
      'Your name J. de Vries Your address Hoofdweg 1 1017 XA Amsterdam',
      'Reason for payment 2026-00417, EUR 1250.50',
      'Location Date Signature(s)',
      'Please return to Antwoordnummer 1234, 6710 VB Ede',
    ]) {
      expect(text).toContain(part);
    }
    expect((await pageOf()).text).not.toContain('Reason for payment');
  });

  it('has the known account to check, or empty boxes for one', async () => {
    const known = form({ iban: 'NL91ABNA0417164300', bic: 'ABNANL2A' });
    const [page] = await readPages(await write([known]));
    expect(page!.text).toContain('IBAN (please check) NL91 ABNA 0417 1643 00 SWIFT BIC (please check) ABNANL2A');
    const boxes = async (which: MandateForm): Promise<number> =>
      firstContent(await write([which])).filter((operator) => operator.endsWith(' re')).length;
    const frameAndTicks = 3;
    expect(await boxes(known)).toBe(frameAndTicks);
    expect(await boxes(form())).toBe(34 + 11 + frameAndTicks);
    expect(await boxes({ ...known, bic: null })).toBe(11 + frameAndTicks);
    expect((await pageOf()).text).toContain('SWIFT BIC (optional)');
  });

  it('has the type of payment ticked', async () => {
    const { pieces } = await pageOf();
    for (const [kind, words] of [
      ['recurring', 'Recurrent payment'],
      ['one_off', 'One-off payment'],
    ] as const) {
      const label = pieces.find((piece) => piece.text === words)!;
      const content = firstContent(await write([form({ kind })]));
      const cross = content.findIndex(
        (operator, index) => operator.endsWith(' l') && content[index + 1]!.endsWith(' m'),
      );
      const x = (Number(content[cross]!.split(' ')[0]) * 25.4) / 72;
      expect(label.left - x).toBeGreaterThan(0);
      expect(label.left - x).toBeLessThan(5);
    }
  });

  it('is complete without identifier, addresses, account, item and place to return to', async () => {
    const bare = form({ returnTo: [], creditor: { name: 'Energie', identifier: null, address: [] } });
    bare.debtor.address = [];
    const [page] = await readPages(await write([bare]));
    expect(page!.text).not.toContain('Please return to');
    expect(page!.text).toContain('Creditor identifier By signing');
    expect(misplaced(page!)).toEqual([]);
  });

  it.each([
    'Łukasz Çelik',
    'Ðorđe Šimůnková',
    'Ørsted Æbelø ẞ İğ',
    'Őry Ñandú Ģirts Țară',
    'Ελένη Παπαδοπούλου',
    'Живко Љубић Їжак',
  ])('prints the name %s right, in both weights', async (name) => {
    const page = await pageOf({ creditor: { ...form().creditor, name }, debtor: { ...form().debtor, name } });
    expect(page.pieces.filter((piece) => piece.text === name)).toHaveLength(4);
    expect(page.text).not.toContain('\0');
  });

  it('holds only the letters that it uses', async () => {
    const bytes = await write([form()]);
    expect(Buffer.from(bytes).includes('/FontFile2')).toBe(true);
    expect(bytes.length).toBeLessThan(40_000);
    expect(fonts.regular.length).toBeGreaterThan(500_000);
  });
});

describe('the wording of a mandate', () => {
  const twice = (before: string, between: string): string =>
    `${before} Energie Coöperatie B.V.${between} Energie Coöperatie B.V. `;

  it.each<[string, MandateForm['scheme'], MandateForm['kind'], string[]]>([
    ['en', 'CORE', 'recurring', ['SEPA Direct Debit Mandate', twice('you authorise (A)', ' to send instructions to your bank to debit your account and (B) your bank to debit your account in accordance with the instructions from') + 'As part of your rights, you are entitled to a refund', 'within 8 weeks starting from the date', 'Recurrent payment One-off payment']],
    ['en', 'B2B', 'one_off', ['SEPA Business-to-Business Direct Debit Mandate', 'You are not entitled to a refund from your bank after your account has been debited', 'have your bank register this mandate']],
    ['nl', 'CORE', 'recurring', ['Doorlopende SEPA-machtiging', twice('geeft u toestemming aan', ' om doorlopende incasso-opdrachten te sturen naar uw bank om een bedrag van uw rekening af te schrijven en aan uw bank om doorlopend een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van') + 'Als u het niet eens bent met deze afschrijving, kunt u deze laten terugboeken.', 'binnen 8 weken na afschrijving', 'Kenmerk machtiging SR-10042-1', 'Incassant-ID NL98', 'Doorlopend Eenmalig']],
    ['nl', 'CORE', 'one_off', ['Eenmalige SEPA-machtiging', 'om een eenmalige incasso-opdracht te sturen naar uw bank', 'om eenmalig een bedrag', 'binnen 8 weken']],
    ['nl', 'B2B', 'recurring', ['Doorlopende SEPA-machtiging bedrijven', 'om doorlopende zakelijke incasso-opdrachten te sturen', 'Na afschrijving heeft u geen recht om het bedrag terug te laten boeken.', 'Registreer deze machtiging ook bij uw bank']],
    ['nl', 'B2B', 'one_off', ['Eenmalige SEPA-machtiging bedrijven', 'om een eenmalige zakelijke incasso-opdracht te sturen', 'geen recht om het bedrag terug te laten boeken']],
    ['fr', 'CORE', 'recurring', ['Mandat de prélèvement SEPA', twice('vous autorisez (A)', ' à envoyer des instructions à votre banque pour débiter votre compte, et (B) votre banque à débiter votre compte conformément aux instructions de') + 'Vous bénéficiez du droit d’être remboursé', 'dans les 8 semaines suivant la date de débit', 'Paiement récurrent / répétitif Paiement ponctuel']],
    ['fr', 'B2B', 'one_off', ['Mandat de prélèvement SEPA interentreprises', 'Vous n’êtes pas en droit de demander à votre banque le remboursement', 'transmettre ce mandat à votre banque']],
    ['de', 'CORE', 'recurring', ['SEPA-Lastschriftmandat', 'Ich ermächtige / Wir ermächtigen Energie Coöperatie B.V., Zahlungen von meinem / unserem Konto mittels Lastschrift einzuziehen.', 'innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des belasteten Betrages verlangen', 'Gläubiger-Identifikationsnummer NL98', 'Wiederkehrende Zahlung Einmalige Zahlung']],
    ['de', 'CORE', 'one_off', ['einmalig eine Zahlung von meinem / unserem Konto', 'gezogene Lastschrift einzulösen', 'acht Wochen']],
    ['de', 'B2B', 'recurring', ['SEPA-Firmenlastschrift-Mandat', 'nicht berechtigt, nach der erfolgten Einlösung eine Erstattung des belasteten Betrages zu verlangen', 'bestätigen Sie dieses Mandat auch Ihrem Kreditinstitut']],
    ['da', 'CORE', 'recurring', ['SEPA Direct Debit betalingsaftale', twice('giver du tilladelse til, (A) at', ' anmoder dit pengeinstitut om at debitere din konto, og (B) at dit pengeinstitut debiterer din konto i overensstemmelse med anmodningen fra') + 'Du har ret til at få beløbet tilbagebetalt', 'senest 8 uger efter den dato', 'Gentagne betalinger Engangsbetaling']],
    ['da', 'B2B', 'one_off', ['SEPA Direct Debit betalingsaftale mellem erhvervsdrivende', 'Du er ikke berettiget til at få beløbet tilbagebetalt', 'registreres i dit pengeinstitut']],
  ])('is the customary one in %s for %s, %s', async (language, scheme, kind, parts) => {
    const page = await pageOf({ language, scheme, kind, item: kind === 'one_off' ? item : null });
    for (const part of parts) expect(page.text).toContain(part);
    const refundWeeks = /8 weeks|8 weken|8 semaines|acht Wochen|8 uger/;
    if (scheme === 'CORE') expect(page.text).toMatch(refundWeeks);
    else expect(page.text).not.toMatch(refundWeeks);
    expect(page.text).not.toContain('{');
    expect(misplaced(page)).toEqual([]);
  }); // prettier-ignore

  it.each(['pt', '', 'NL', 'constructor', '__proto__'])('is English in the language "%s"', async (language) => {
    expect((await pageOf({ language })).text).toContain('SEPA Direct Debit Mandate');
  });
});

describe('text from outside', () => {
  it('wraps, gets smaller or is cut, but never leaves the page or runs into other text', async () => {
    const alphabet = [...'aWiŁđΩЖ.-,/ ', ' ', 'Straße ', 'Wwwwwwwwww'];
    const text = fc.array(fc.constantFrom(...alphabet), { maxLength: 400 }).map((parts) => parts.join(''));
    const name = text.map((any) => `N${any}`);
    const lines = fc.array(text, { maxLength: 12 });
    const anyForm: fc.Arbitrary<MandateForm> = fc.record({
      language: fc.constantFrom('en', 'nl', 'fr', 'de', 'da'),
      scheme: fc.constantFrom('CORE', 'B2B'),
      kind: fc.constantFrom('recurring', 'one_off'),
      umr: name,
      creditor: fc.record({ name, identifier: fc.option(text), address: lines }),
      debtor: fc.record({ number: text, name, address: lines }),
      iban: fc.option(text),
      bic: fc.option(text),
      item: fc.option(fc.record({ number: text, amount_minor: fc.maxSafeInteger(), currency: fc.constant('EUR') })),
      returnTo: lines,
      dated: fc.constant('2026-11-23'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyForm, { minLength: 1, maxLength: 5 }), async (forms) => {
        const pages = await readPages(await write(forms));
        expect(pages).toHaveLength(forms.length);
        expect(pages.flatMap(misplaced)).toEqual([]);
      }),
      { seed: 8, numRuns: 15 },
    );
  });

  it('has its words kept whole where there is room', async () => {
    const name = 'Vereniging tot Instandhouding en Ontwikkeling van de Drinkwatervoorziening in de Provincie';
    const { text } = await pageOf({ debtor: { number: '1', name, address: ['Kerkstraat 1', '8000 AA Zwolle'] } });
    expect(text.split(name)).toHaveLength(3);
    expect(text).not.toContain('…');
  });

  it('is printed as it is, whatever it would mean in a PDF or a template', async () => {
    const name = ') Tj ET Q endstream << /OpenAction /JavaScript (x) >> $& {creditor} %s \\';
    const bytes = await write([form({ creditor: { ...form().creditor, name } })]);
    const pdf = await openPdf(bytes);
    expect(await pdf.getJSActions()).toBeNull();
    expect(await pdf.getOpenAction()).toBeNull();
    expect(Buffer.from(bytes).includes('JavaScript')).toBe(false);
    const [page] = await readPages(bytes);
    expect(page!.text.split(name).length).toBeGreaterThanOrEqual(5);
  });

  it('loses what controls, hides or turns other text', async () => {
    const name = ' A\u0000B\r\nC\u2028D\u202Egnp\u200B\u00AD\uFEFFE\ud800F\t\u00a0 G\ue000 ';
    const page = await pageOf({ debtor: { ...form().debtor, name } });
    expect(page.pieces.map((piece) => piece.text)).toContain('A B C DgnpE F G');
  });

  it('keeps two accents of a tower of them, and makes one letter of what is one', async () => {
    const tower = `Z${'\u0301\u0323'.repeat(50)}oe\u0308`;
    const page = await pageOf({ debtor: { ...form().debtor, name: tower } });
    expect(page.text.match(/[\u0300-\u036f]/g) ?? []).toHaveLength(2 * 2);
    expect(page.text).toContain('oë');
  });

  it('may be a megabyte', async () => {
    const megabyte = 'Lang '.repeat(200_000);
    const page = await pageOf({
      returnTo: [megabyte],
      debtor: { number: megabyte, name: megabyte, address: [megabyte] },
    });
    expect(misplaced(page)).toEqual([]);
    expect(page.text.length).toBeLessThan(20_000);
  });

  it('that no font has is an empty box', async () => {
    const page = await pageOf({ debtor: { ...form().debtor, name: '王小明' } });
    expect(page.pieces.map((piece) => piece.text)).toContain('\0\0\0');
  });
});

describe('many mandate forms', () => {
  it('are written page by page, in little memory', async () => {
    setFlagsFromString('--expose_gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heapBytes = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    let taken = 0;
    function* thousand(): Generator<MandateForm> {
      for (let number = 1; number <= 1000; number++) {
        taken = number;
        // Words that no other form has: none of them may stay in memory.
        const words = Array.from({ length: 20 }, (_, index) => `W${number}x${index}`);
        const debtor = { number: `D${number}`, name: `Naam ${number}`, address: [words.join(' '), 'Ede'] };
        yield form({ language: ['en', 'nl', 'fr', 'de', 'da'][number % 5]!, umr: `SR-${number}`, debtor });
      }
    }
    const chunks: Uint8Array[] = [];
    let heapAtFirst = 0;
    let heapAtLast = 0;
    for await (const chunk of writeMandateForms(thousand(), fonts)) {
      chunks.push(chunk);
      if (chunks.length === 1) {
        expect(taken).toBeLessThan(100);
        heapAtFirst = heapBytes();
      }
      if (taken > 950) heapAtLast = heapBytes();
    }

    const lengths = chunks.slice(0, -1).map((chunk) => chunk.length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(64 * 1024);
    expect(Math.max(...lengths)).toBeLessThan(96 * 1024);
    expect(heapAtLast - heapAtFirst).toBeLessThan(12 * 1024 * 1024);

    const pdf = await openPdf(new Uint8Array(Buffer.concat(chunks)));
    expect(pdf.numPages).toBe(1000);
    const { items } = await (await pdf.getPage(777)).getTextContent();
    expect(items.map((entry) => ('str' in entry ? entry.str : ''))).toContain('SR-777');
  });
});

describe('mandate forms are refused', () => {
  it.each<[string, Partial<MandateForm>, string]>([
    ['of no date', { dated: '2026-02-30' }, 'mandate form 2, dated: must be a date written YYYY-MM-DD'],
    ['without reference', { umr: ' ' }, 'mandate form 2, umr: must not be empty'],
    ['of nobody', { debtor: { number: '1', name: '', address: [] } }, 'mandate form 2, debtor.name: must not be empty'],
    [
      'for nobody',
      { creditor: { name: '', identifier: null, address: [] } },
      'mandate form 2, creditor.name: must not be empty',
    ],
  ])('%s', async (_what, changes, message) => {
    await expect(write([form(), form(changes)])).rejects.toMatchObject({ type: 'INVALID_INPUT', message });
  });

  it('when there is none', async () => {
    await expect(write([])).rejects.toMatchObject({ type: 'INVALID_INPUT' });
  });
});
