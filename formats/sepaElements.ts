import { minorToDecimal } from '../domain/money.ts';
import { type DirectDebitLine, type DirectDebitMessage, isOf2009 } from '../domain/pain008.ts';
import type { FrozenBatch, FrozenMessage, StructuredAddress } from '../domain/sepaMessage.ts';

/**
 * Elements that several SEPA messages write, in the order of ISO 20022. Their texts were checked before (sepaRules.ts)
 * and have no character that XML escapes.
 */

export type BicElement = 'BIC' | 'BICFI';

export function bicElementOf(version: DirectDebitMessage['version']): BicElement {
  return isOf2009(version) ? 'BIC' : 'BICFI';
}

/** The GrpHdr of pain messages. */
export function groupHeader(message: FrozenMessage<FrozenBatch>): string {
  return (
    `<GrpHdr><MsgId>${message.message_id}</MsgId><CreDtTm>${message.created_at}</CreDtTm>${totals(message)}` +
    `<InitgPty><Nm>${message.initiating_party}</Nm></InitgPty></GrpHdr>\n`
  );
}

/** NbOfTxs and CtrlSum, of a message or a batch. */
export function totals({ count, sum_minor }: { count: number; sum_minor: number }): string {
  return `<NbOfTxs>${count}</NbOfTxs><CtrlSum>${minorToDecimal(sum_minor, 'EUR')}</CtrlSum>`;
}

export function batchBooking(isBatchBooked: boolean | undefined): string {
  return isBatchBooked === undefined ? '' : `<BtchBookg>${isBatchBooked}</BtchBookg>`;
}

export function amount(element: string, minor: number): string {
  return `<${element} Ccy="EUR">${minorToDecimal(minor, 'EUR')}</${element}>`;
}

/** The inside of an account. */
export function account(iban: string): string {
  return `<Id><IBAN>${iban}</IBAN></Id>`;
}

/** The inside of an agent: a BIC that is not known is NOTPROVIDED. */
export function agent(bic: string | undefined, bicElement: BicElement): string {
  return bic === undefined
    ? '<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>'
    : `<FinInstnId><${bicElement}>${bic}</${bicElement}></FinInstnId>`;
}

/** The inside of a party. */
export function party(name: string, address?: StructuredAddress): string {
  return `<Nm>${name}</Nm>${address === undefined ? '' : postalAddress(address)}`;
}

function postalAddress({ street, building_number, postcode, town, country }: StructuredAddress): string {
  return (
    '<PstlAdr>' +
    (street === undefined ? '' : `<StrtNm>${street}</StrtNm>`) +
    (building_number === undefined ? '' : `<BldgNb>${building_number}</BldgNb>`) +
    (postcode === undefined ? '' : `<PstCd>${postcode}</PstCd>`) +
    `<TwnNm>${town}</TwnNm><Ctry>${country}</Ctry></PstlAdr>`
  );
}

export function remittance(text: string): string {
  return text === '' ? '' : `<RmtInf><Ustrd>${text}</Ustrd></RmtInf>`;
}

/** The PmtTpInf of direct debits. */
export function directDebitType(localInstrument: string, sequenceType: string): string {
  return (
    `<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>${localInstrument}</Cd></LclInstrm>` +
    `<SeqTp>${sequenceType}</SeqTp></PmtTpInf>`
  );
}

/** The inside of CdtrSchmeId and OrgnlCdtrSchmeId. */
export function creditorScheme(identifier: string): string {
  return `<Id><PrvtId><Othr><Id>${identifier}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>`;
}

/** The MndtRltdInf of a collection. */
export function mandate({ umr, signed_on, amendment }: DirectDebitLine): string {
  return (
    `<MndtRltdInf><MndtId>${umr}</MndtId><DtOfSgntr>${signed_on}</DtOfSgntr>` +
    (amendment === undefined ? '' : amendmentOf(amendment)) +
    '</MndtRltdInf>'
  );
}

/** SMNDA stands under the account: under the agent it has had no meaning since November 2016. */
function amendmentOf(changes: NonNullable<DirectDebitLine['amendment']>): string {
  const { original_umr, original_creditor_name, original_creditor_identifier, original_debtor_account } = changes;
  let details = original_umr === undefined ? '' : `<OrgnlMndtId>${original_umr}</OrgnlMndtId>`;
  if (original_creditor_name !== undefined || original_creditor_identifier !== undefined) {
    const name = original_creditor_name === undefined ? '' : `<Nm>${original_creditor_name}</Nm>`;
    const identifier = original_creditor_identifier === undefined ? '' : creditorScheme(original_creditor_identifier);
    details += `<OrgnlCdtrSchmeId>${name}${identifier}</OrgnlCdtrSchmeId>`;
  }
  if (original_debtor_account === 'SMNDA') {
    details += '<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>';
  } else if (original_debtor_account !== undefined) {
    details += `<OrgnlDbtrAcct>${account(original_debtor_account)}</OrgnlDbtrAcct>`;
  }
  return `<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>${details}</AmdmntInfDtls>`;
}
