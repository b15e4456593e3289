import { minorToDecimal } from '../../domain/money.ts';
import { debtorOf } from './debtors.ts';

export const entrySize = 1_000;
export const account = 'NL91ABNA0417164300';
export const creditorCode = 'noord';

/**
 * A camt.054.001.08 in which the bank settles the collections 1 to `transactions`: entries of 1,000 transactions of about
 * 770 bytes, UTF-8 with umlauts and entities, one transaction a line. Yields chunks of about 64 KiB.
 */
export async function* camtFile(transactions: number): AsyncGenerator<string> {
  let chunk =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>\n' +
    '<GrpHdr><MsgId>BENCH-054</MsgId><CreDtTm>2026-11-25T18:00:00+01:00</CreDtTm></GrpHdr>\n' +
    '<Ntfctn><Id>BENCH-054-1</Id><CreDtTm>2026-11-25T18:00:00+01:00</CreDtTm>' +
    `<Acct><Id><IBAN>${account}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n`;
  for (let first = 1; first <= transactions; first += entrySize) {
    const last = Math.min(first + entrySize - 1, transactions);
    chunk += entryStart(first, last);
    for (let number = first; number <= last; number += 1) {
      chunk += transaction(number);
      if (chunk.length < 65_536) continue;
      yield chunk;
      chunk = '';
    }
    chunk += '</NtryDtls></Ntry>\n';
  }
  yield `${chunk}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n`;
}

/** What the file adds up to, in minor units: for the entries' amounts and for the test. */
export function sumOf(first: number, last: number): number {
  let sum = 0;
  for (let number = first; number <= last; number += 1) sum += debtorOf(number).amountMinor;
  return sum;
}

function entryStart(first: number, last: number): string {
  const sum = minorToDecimal(sumOf(first, last), 'EUR');
  return (
    `<Ntry><NtryRef>${first}</NtryRef><Amt Ccy="EUR">${sum}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
    '<BookgDt><Dt>2026-11-25</Dt></BookgDt><ValDt><Dt>2026-11-25</Dt></ValDt>' +
    `<AcctSvcrRef>BANK-N${first}</AcctSvcrRef>` +
    '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>\n' +
    `<NtryDtls><Btch><NbOfTxs>${last - first + 1}</NbOfTxs><TtlAmt Ccy="EUR">${sum}</TtlAmt></Btch>\n`
  );
}

function transaction(number: number): string {
  const { name, iban, umr, amountMinor, remittance } = debtorOf(number);
  return (
    `<TxDtls><Refs><AcctSvcrRef>BANK-2026-11-25-T${number}</AcctSvcrRef><EndToEndId>${creditorCode}-${number}</EndToEndId>` +
    `<MndtId>${umr}</MndtId></Refs><Amt Ccy="EUR">${minorToDecimal(amountMinor, 'EUR')}</Amt><CdtDbtInd>CRDT</CdtDbtInd>` +
    '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>' +
    `<RltdPties><Dbtr><Pty><Nm>${name.replace('&', '&amp;')}</Nm></Pty></Dbtr>` +
    `<DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct><Cdtr><Pty><Nm>Noorderlicht BV</Nm></Pty></Cdtr>` +
    `<CdtrAcct><Id><IBAN>${account}</IBAN></Id></CdtrAcct></RltdPties>` +
    '<RltdAgts><DbtrAgt><FinInstnId><BICFI>RABONL2U</BICFI><Nm>Rabobank</Nm></FinInstnId></DbtrAgt></RltdAgts><Purp><Cd>OTHR</Cd></Purp>' +
    `<RmtInf><Ustrd>${remittance}</Ustrd></RmtInf></TxDtls>\n`
  );
}
