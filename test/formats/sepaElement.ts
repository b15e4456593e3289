import { SaxesParser } from 'saxes';

import type { MandateAmendment } from '../../domain/pain008.ts';
import type { StructuredAddress } from '../../domain/sepaMessage.ts';

/** What the parsers of outgoing SEPA messages share: readers for tests, written apart from the writers. */

export function addressOf(party: Element): StructuredAddress | undefined {
  const address = party.find('PstlAdr');
  return (
    address && {
      ...given({
        street: address.text('StrtNm'),
        building_number: address.text('BldgNb'),
        postcode: address.text('PstCd'),
      }),
      town: address.text('TwnNm')!,
      country: address.text('Ctry')!,
    }
  );
}

/** The amendment in a MndtRltdInf. */
export function amendmentOf(mandate: Element): MandateAmendment | undefined {
  if (mandate.text('AmdmntInd') !== 'true') return undefined;
  return given({
    original_umr: mandate.text('AmdmntInfDtls/OrgnlMndtId'),
    original_creditor_name: mandate.text('AmdmntInfDtls/OrgnlCdtrSchmeId/Nm'),
    original_creditor_identifier: mandate.text('AmdmntInfDtls/OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id'),
    original_debtor_account:
      mandate.text('AmdmntInfDtls/OrgnlDbtrAcct/Id/IBAN') ?? mandate.text('AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id'),
  });
}

export function batchBookingOf(batch: Element): boolean | undefined {
  const written = batch.text('BtchBookg');
  return written === undefined ? undefined : written === 'true';
}

export function bicOf(element: Element, agent: string): string | undefined {
  return element.text(`${agent}/FinInstnId/BICFI`) ?? element.text(`${agent}/FinInstnId/BIC`);
}

export function cents(decimal: string): number {
  if (!/^\d+\.\d\d$/.test(decimal)) throw new Error(`${decimal} has not two decimals`);
  return Number(decimal.replace('.', ''));
}

/** Without the keys that have no value. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

export class Element {
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

export function parseTree(xml: string): Element {
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
