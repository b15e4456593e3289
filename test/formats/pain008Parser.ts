import { SaxesParser } from 'saxes';

import type { DirectDebitLine } from '../../domain/pain008.ts';
import type { Model } from './pain008Model.ts';

/** Reads a pain.008 back into the rows it was written from: a reader for tests, written apart from the writer. */
export function parsePain008(xml: string): Model {
  const root = parseTree(xml);
  const initiation = root.child('CstmrDrctDbtInitn')!;
  const header = initiation.child('GrpHdr')!;
  const batches = initiation.children('PmtInf');
  const first = batches[0]!;
  return {
    message: {
      version: root.namespace.split(':').at(-1) as Model['message']['version'],
      message_id: header.text('MsgId')!,
      created_at: header.text('CreDtTm')!,
      count: Number(header.text('NbOfTxs')),
      sum_minor: cents(header.text('CtrlSum')!),
      initiating_party: header.text('InitgPty/Nm')!,
      local_instrument: first.text('PmtTpInf/LclInstrm/Cd') as 'CORE' | 'B2B',
      batch_booking: first.text('BtchBookg') === undefined ? undefined : first.text('BtchBookg') === 'true',
      creditor: {
        name: first.text('Cdtr/Nm')!,
        iban: first.text('CdtrAcct/Id/IBAN')!,
        bic: bicOf(first, 'CdtrAgt'),
        identifier: first.text('CdtrSchmeId/Id/PrvtId/Othr/Id')!,
      },
      batches: batches.map((batch, index) => ({
        batch_no: index + 1,
        payment_info_id: batch.text('PmtInfId')!,
        collection_on: batch.text('ReqdColltnDt')!,
        sequence_type: batch.text('PmtTpInf/SeqTp') as 'RCUR',
        count: Number(batch.text('NbOfTxs')),
        sum_minor: cents(batch.text('CtrlSum')!),
      })),
    },
    lines: batches.flatMap((batch, index) =>
      batch.children('DrctDbtTxInf').map((transaction, line) => lineOf(transaction, index + 1, line + 1)),
    ),
  };
}

function lineOf(transaction: Element, batchNo: number, lineNo: number): DirectDebitLine {
  const mandate = transaction.find('DrctDbtTx/MndtRltdInf')!;
  const address = transaction.find('Dbtr/PstlAdr');
  return {
    batch_no: batchNo,
    line_no: lineNo,
    end_to_end_id: transaction.text('PmtId/EndToEndId')!,
    amount_minor: cents(transaction.text('InstdAmt')!),
    umr: mandate.text('MndtId')!,
    signed_on: mandate.text('DtOfSgntr')!,
    amendment:
      mandate.text('AmdmntInd') === 'true'
        ? given({
            original_umr: mandate.text('AmdmntInfDtls/OrgnlMndtId'),
            original_creditor_name: mandate.text('AmdmntInfDtls/OrgnlCdtrSchmeId/Nm'),
            original_creditor_identifier: mandate.text('AmdmntInfDtls/OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id'),
            original_debtor_account:
              mandate.text('AmdmntInfDtls/OrgnlDbtrAcct/Id/IBAN') ??
              mandate.text('AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id'),
          })
        : undefined,
    debtor_name: transaction.text('Dbtr/Nm')!,
    debtor_iban: transaction.text('DbtrAcct/Id/IBAN')!,
    debtor_bic: bicOf(transaction, 'DbtrAgt'),
    debtor_address: address && {
      ...given({
        street: address.text('StrtNm'),
        building_number: address.text('BldgNb'),
        postcode: address.text('PstCd'),
      }),
      town: address.text('TwnNm')!,
      country: address.text('Ctry')!,
    },
    remittance: transaction.text('RmtInf/Ustrd') ?? '',
  };
}

function bicOf(element: Element, agent: string): string | undefined {
  return element.text(`${agent}/FinInstnId/BICFI`) ?? element.text(`${agent}/FinInstnId/BIC`);
}

function cents(decimal: string): number {
  if (!/^\d+\.\d\d$/.test(decimal)) throw new Error(`${decimal} has not two decimals`);
  return Number(decimal.replace('.', ''));
}

/** Without the keys that have no value. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

class Element {
  readonly elements: Element[] = [];
  readonly name: string;
  readonly namespace: string;
  content = '';

  constructor(name: string, namespace: string) {
    this.name = name;
    this.namespace = namespace;
  }

  children(name: string): Element[] {
    return this.elements.filter((element) => element.name === name);
  }

  child(name: string): Element | undefined {
    return this.children(name)[0];
  }

  find(path: string): Element | undefined {
    return path.split('/').reduce<Element | undefined>((element, name) => element?.child(name), this);
  }

  text(path: string): string | undefined {
    return this.find(path)?.content;
  }
}

function parseTree(xml: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  let root: Element | undefined;
  parser.on('opentag', (tag) => {
    const element = new Element(tag.local, tag.uri);
    open.at(-1)?.elements.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('text', (content) => {
    const element = open.at(-1);
    if (element) element.content += content;
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return root!;
}
