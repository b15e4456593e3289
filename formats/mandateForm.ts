import { isDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import type { MandateForm } from '../domain/mandateForm.ts';
import { formatMoney } from '../domain/money.ts';
import type { Box, LetterFonts, TextStyle } from './letterPdf.ts';
import { LetterPdf } from './letterPdf.ts';
import { mandateTexts, withCreditor } from './mandateTexts/index.ts';
import type { MandateTexts } from './mandateTexts/wording.ts';

const chunkLength = 64 * 1024;

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
  const nameBox = { x: 20, y: 14, width: 170, height: 12 };
  const nameEnds = pdf.text([creditor.name], nameBox, { size: 14, bold: true, repeated: true });
  const addressBox = { x: 20, y: nameEnds + 1, width: 170, height: 8 };
  pdf.text([inOneLine(creditor.address)], addressBox, { size: 8, grey: true, repeated: true });

  const sender = [creditor.name, ...(form.returnTo.length > 0 ? form.returnTo : creditor.address)];
  const senderBox = { x: 20, y: 44.5, width: 85, height: 5 };
  pdf.text([inOneLine(sender)], senderBox, { size: 6, grey: true, repeated: true });
  pdf.text([debtor.name, ...debtor.address], { x: 20, y: 50, width: 85, height: 36 }, { size: 10.5 });

  const facts: [string, string][] = [
    [texts.dated, form.dated],
    [texts.debtor_number, debtor.number],
    [texts.umr, form.umr],
  ];
  facts.forEach(([label, value], index) => {
    drawField(pdf, label, [value], { x: 125, y: 50 + index * 10, width: 65, height: 9 });
  });

  const asked = [texts.covering[form.kind], ...(form.scheme === 'B2B' ? [texts.registration] : [])].join(' ');
  const style = { size: 9.5, gap: 0.5, repeated: true };
  pdf.text([texts.greeting, asked], { x: 20, y: 89, width: 170, height: 24 }, style);
}

/** The lower part: the mandate itself, in a frame of its own. */
function drawMandate(pdf: LetterPdf, form: MandateForm, texts: MandateTexts): void {
  const { scheme, kind, creditor, debtor, item } = form;
  const [left, right, width] = [24, 107, 162];
  const half = (x: number, y: number, height: number): Box => ({ x, y, width: 79, height });

  pdf.frame({ x: 20, y: 115, width: 170, height: 170 });
  const title = texts.titles[scheme][kind];
  pdf.text([title], { x: left, y: 118, width, height: 7 }, { size: 14, bold: true, repeated: true });
  drawField(pdf, texts.umr, [form.umr], half(left, 127, 8.5), { bold: true });
  const identifier = creditor.identifier === null ? [] : [creditor.identifier];
  drawField(pdf, texts.creditor_identifier, identifier, half(right, 127, 8.5), { bold: true, repeated: true });
  if (creditor.identifier === null) pdf.line(right, 135, 79);

  const authorisation = texts.authorisation[scheme][kind].map((paragraph) => withCreditor(paragraph, creditor.name));
  pdf.text(authorisation, { x: left, y: 137.5, width, height: 28 }, { size: 8.5, gap: 0.5, repeated: true });

  pdf.line(left, 167, width);
  drawField(pdf, texts.creditor_name, [creditor.name], half(left, 168.5, 18), { repeated: true });
  drawField(pdf, texts.creditor_address, creditor.address, half(right, 168.5, 18), { repeated: true });
  pdf.line(left, 188, width);
  drawField(pdf, texts.debtor_name, [debtor.name], half(left, 189.5, 18));
  drawField(pdf, texts.debtor_address, debtor.address, half(right, 189.5, 18));
  if (debtor.address.length === 0) [198.5, 205.5].forEach((y) => pdf.line(right, y, 79));
  pdf.line(left, 209, width);
  drawAccount(pdf, form, texts, left);
  drawPaymentType(pdf, form, texts, right);
  if (item) {
    const reason = `${item.number}, ${formatMoney(item.amount_minor, item.currency)}`;
    drawField(pdf, texts.reason, [reason], { x: left, y: 236, width, height: 8.5 });
  }

  drawLabel(pdf, texts.place, { x: left, y: 247, width: 46 });
  drawLabel(pdf, texts.date, { x: 74, y: 247, width: 29 });
  drawLabel(pdf, texts.signature, { x: right, y: 247, width: 79 });
  pdf.line(left, 264, 46);
  pdf.line(74, 264, 29);
  pdf.line(right, 264, 79);
  pdf.text([texts.note], { x: left, y: 266, width, height: 4 }, { size: 7, repeated: true });
  if (form.returnTo.length > 0) {
    const box = { x: left, y: 272, width, height: 12 };
    drawField(pdf, texts.return_to, [inOneLine(form.returnTo, ', ')], box, { repeated: true });
  }
}

function drawAccount(pdf: LetterPdf, { iban, bic }: MandateForm, texts: MandateTexts, left: number): void {
  const confirm = (label: string): string => `${label} (${texts.please_check})`;
  const box = { x: left, y: 211, width: 162, height: 8.5 };
  if (iban === null) {
    drawLabel(pdf, texts.iban, box);
    pdf.characterBoxes(34, left, 214.8);
  } else {
    drawField(pdf, confirm(texts.iban), [iban.replace(/(.{4})(?=.)/gu, '$1 ')], box, { bold: true });
  }
  const below = { ...box, y: 223.5, width: 79 };
  if (bic === null) {
    drawLabel(pdf, `${texts.bic} (${texts.optional})`, below);
    pdf.characterBoxes(11, left, 227.3);
  } else {
    drawField(pdf, confirm(texts.bic), [bic], below, { bold: true });
  }
}

function drawPaymentType(pdf: LetterPdf, form: MandateForm, texts: MandateTexts, x: number): void {
  drawLabel(pdf, texts.payment_type, { x, y: 223.5, width: 79 });
  (['recurring', 'one_off'] as const).forEach((kind, index) => {
    const at = x + index * 47;
    pdf.tickBox(at, 227.9, form.kind === kind);
    const width = index === 0 ? 41 : 28;
    pdf.text([texts.payment_types[kind]], { x: at + 5, y: 227.6, width, height: 5 }, { size: 9, repeated: true });
  });
}

/** A label with its value below. */
function drawField(pdf: LetterPdf, label: string, value: string[], box: Box, style: Partial<TextStyle> = {}): void {
  drawLabel(pdf, label, box);
  pdf.text(value, { ...box, y: box.y + 3.5, height: box.height - 3.5 }, { size: 9.5, ...style });
}

function drawLabel(pdf: LetterPdf, label: string, { x, y, width }: Omit<Box, 'height'>): void {
  pdf.text([label], { x, y, width, height: 3.2 }, { size: 7, grey: true, repeated: true });
}

/** Lines in one, each of them once: a place to return to often begins with the name of the creditor. */
function inOneLine(lines: string[], separator = ' · '): string {
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))].join(separator);
}
