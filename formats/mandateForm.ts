import { isDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import type { Scheme } from '../domain/mandateActions.ts';
import { formatMoney } from '../domain/money.ts';
import type { Box, LetterFonts } from './letterPdf.ts';
import { LetterPdf } from './letterPdf.ts';
import { mandateTexts, withCreditor } from './mandateTexts/index.ts';
import type { MandateTexts } from './mandateTexts/wording.ts';

const chunkLength = 64 * 1024;

/** A mandate to sign, as a letter to the debtor. */
export interface MandateForm {
  /** ISO 639-1: en, nl, fr, de or da; anything else is en. */
  language: string;
  scheme: Scheme;
  kind: 'recurring' | 'one_off';
  umr: string;
  /** Address lines may be empty; without an identifier there is a line to write it on. */
  creditor: { name: string; identifier: string | null; address: string[] };
  debtor: { number: string; name: string; address: string[] };
  /** Known account, to be confirmed; else empty boxes to fill in. */
  iban: string | null;
  bic: string | null;
  /** Of a one-off: what it is for. */
  item: { number: string; amount_minor: number; currency: string } | null;
  /** Where the signed form goes back to: lines, may be empty. */
  returnTo: string[];
  /** YYYY-MM-DD, printed as the date of the letter. */
  dated: string;
}

/**
 * Writes mandate forms as one PDF, in chunks of at least 64 KiB but the last. One A4 page per form, in their order: a
 * letter for a window envelope, with the mandate below. The same forms with the same fonts always give the same bytes.
 *
 * Contents and wording: EPC392-08 (guidelines for the appearance of mandates) with the translations of EPC and banks.
 * Place of the address: DIN 5008 form B, which fits Dutch envelopes with a window on the left.
 *
 * Text that is too long is wrapped, then set smaller, then cut with an ellipsis. A letter that the font does not have
 * (Chinese, emoji) is printed as an empty box.
 *
 * @param fonts see ports/fonts.ts.
 * @throws IncassoError INVALID_INPUT naming form and field, or when there is no form. What was yielded before is then
 *   no file.
 */
export async function* writeMandateForms(
  forms: Iterable<MandateForm> | AsyncIterable<MandateForm>,
  fonts: LetterFonts,
): AsyncGenerator<Uint8Array> {
  let pdf: LetterPdf | undefined;
  let count = 0;
  for await (const form of forms) {
    count++;
    check(form, count);
    const texts = mandateTexts(form.language);
    pdf ??= new LetterPdf(fonts, texts.titles[form.scheme][form.kind], form.dated);
    pdf.newPage();
    drawLetter(pdf, form, texts);
    drawMandate(pdf, form, texts);
    if (pdf.ready >= chunkLength) yield pdf.take();
  }
  if (!pdf) throw new IncassoError('INVALID_INPUT', 'there is no mandate form to write');
  pdf.end();
  yield pdf.take();
}

function check(form: MandateForm, number: number): void {
  if (!isDate(form.dated)) {
    throw new IncassoError('INVALID_INPUT', `mandate form ${number}, dated: must be a date written YYYY-MM-DD`);
  }
  for (const [field, value] of [
    ['umr', form.umr],
    ['creditor.name', form.creditor.name],
    ['debtor.name', form.debtor.name],
  ] as const) {
    if (value.trim() === '') {
      throw new IncassoError('INVALID_INPUT', `mandate form ${number}, ${field}: must not be empty`);
    }
  }
}

/** The upper part: who writes, the address in the window, the date, and what is asked. */
function drawLetter(pdf: LetterPdf, form: MandateForm, texts: MandateTexts): void {
  const { creditor, debtor } = form;
  const sender = [creditor.name, ...(form.returnTo.length > 0 ? form.returnTo : creditor.address)];
  pdf.text([creditor.name], { x: 20, y: 14, width: 170, height: 12 }, { size: 14, bold: true });
  pdf.text([creditor.address.join(' · ')], { x: 20, y: 27, width: 170, height: 8 }, { size: 8, grey: true });

  pdf.text([withoutRepeats(sender).join(' · ')], { x: 20, y: 44, width: 85, height: 5 }, { size: 6, grey: true });
  pdf.text([debtor.name, ...debtor.address], { x: 20, y: 50, width: 85, height: 36 }, { size: 10.5 });

  const facts: [string, string][] = [
    [texts.dated, form.dated],
    [texts.debtor_number, debtor.number],
    [texts.umr, form.umr],
  ];
  facts.forEach(([label, value], index) => {
    pdf.text([label], { x: 125, y: 50 + index * 10, width: 65, height: 3.2 }, { size: 7, grey: true, own: true });
    pdf.text([value], { x: 125, y: 53.4 + index * 10, width: 65, height: 5 }, { size: 9.5 });
  });

  const asked = [texts.covering[form.kind], ...(form.scheme === 'B2B' ? [texts.registration] : [])].join(' ');
  pdf.text([texts.greeting, asked], { x: 20, y: 90, width: 170, height: 22 }, { size: 9.5, own: true });
}

/** The lower part: the mandate itself, in a frame of its own. */
function drawMandate(pdf: LetterPdf, form: MandateForm, texts: MandateTexts): void {
  const { scheme, kind, creditor, debtor, item } = form;
  const [left, right, column, width] = [24, 107, 79, 162];
  const columnAt = (x: number, y: number, height: number): Box => ({ x, y, width: column, height });

  pdf.frame({ x: 20, y: 115, width: 170, height: 170 });
  const title = texts.titles[scheme][kind];
  pdf.text([title], { x: left, y: 118, width, height: 7 }, { size: 14, bold: true, own: true });
  drawField(pdf, texts.umr, [form.umr], columnAt(left, 127, 9), true);
  const identifier = creditor.identifier === null ? [] : [creditor.identifier];
  drawField(pdf, texts.creditor_identifier, identifier, columnAt(right, 127, 9), true);

  const authorisation = texts.authorisation[scheme][kind].map((paragraph) => withCreditor(paragraph, creditor.name));
  pdf.text(authorisation, { x: left, y: 138, width, height: 30 }, { size: 9 });

  pdf.line(left, 170, width);
  drawField(pdf, texts.creditor_name, [creditor.name], columnAt(left, 172, 15));
  drawField(pdf, texts.creditor_address, creditor.address, columnAt(right, 172, 15));
  pdf.line(left, 189, width);
  drawField(pdf, texts.debtor_name, [debtor.name], columnAt(left, 191, 15));
  drawField(pdf, texts.debtor_address, debtor.address, columnAt(right, 191, 15));
  pdf.line(left, 208, width);
  drawAccount(pdf, form, texts, left);
  drawPaymentType(pdf, form, texts, right);
  if (item) {
    const reason = `${item.number}, ${formatMoney(item.amount_minor, item.currency)}`;
    drawField(pdf, texts.reason, [reason], { x: left, y: 236, width, height: 8 });
  }

  drawField(pdf, texts.place, [], { x: left, y: 246, width: 46, height: 16 });
  drawField(pdf, texts.date, [], { x: 74, y: 246, width: 29, height: 16 });
  drawField(pdf, texts.signature, [], columnAt(right, 246, 16));
  pdf.text([texts.note], { x: left, y: 265, width, height: 4 }, { size: 7, own: true });
  if (form.returnTo.length > 0) {
    drawField(pdf, texts.return_to, [form.returnTo.join(', ')], { x: left, y: 271, width, height: 12 });
  }
}

function drawAccount(pdf: LetterPdf, { iban, bic }: MandateForm, texts: MandateTexts, left: number): void {
  const confirm = (label: string): string => `${label} (${texts.please_check})`;
  const box = { x: left, y: 210, width: 162, height: 9 };
  if (iban === null) {
    drawLabel(pdf, texts.iban, box);
    pdf.characterBoxes(34, left, 213.8);
  } else {
    drawField(pdf, confirm(texts.iban), [iban.replace(/(.{4})(?=.)/gu, '$1 ')], box, true);
  }
  const below = { ...box, y: 223, width: 79 };
  if (bic === null) {
    drawLabel(pdf, `${texts.bic} (${texts.optional})`, below);
    pdf.characterBoxes(11, left, 226.8);
  } else {
    drawField(pdf, confirm(texts.bic), [bic], below, true);
  }
}

function drawPaymentType(pdf: LetterPdf, form: MandateForm, texts: MandateTexts, x: number): void {
  drawLabel(pdf, texts.payment_type, { x, y: 223, width: 79, height: 9 });
  (['recurring', 'one_off'] as const).forEach((kind, index) => {
    const at = x + index * 42;
    pdf.tickBox(at, 227.4, form.kind === kind);
    pdf.text([texts.payment_types[kind]], { x: at + 5, y: 227.1, width: 36, height: 5 }, { size: 9, own: true });
  });
}

/** A label with its value below; without a value, a line at the bottom of the box to write it on. */
function drawField(pdf: LetterPdf, label: string, value: string[], box: Box, bold = false): void {
  drawLabel(pdf, label, box);
  if (value.length === 0) pdf.line(box.x, box.y + box.height, box.width);
  else pdf.text(value, { ...box, y: box.y + 3.6, height: box.height - 3.6 }, { size: 10, bold });
}

function drawLabel(pdf: LetterPdf, label: string, box: Box): void {
  pdf.text([label], { ...box, height: 3.2 }, { size: 7, grey: true, own: true });
}

/** A place to return to often begins with the name of the creditor. */
function withoutRepeats(lines: string[]): string[] {
  return lines.filter((line, index) => lines.indexOf(line) === index);
}
