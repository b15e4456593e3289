import { minorToDecimal } from '../../domain/money.ts';
import { creditorIban } from './fixtures.ts';

/** One movement of a camt file, as a test words it. */
export interface Movement {
  sign?: 'CRDT' | 'DBIT';
  amount: number;
  e2e?: string;
  /** The bank's own reference; '' for a bank that gives none. */
  ref?: string;
  reason?: string;
  mandate?: string;
  batch?: string;
  currency?: string;
  bookedOn?: string;
  charges?: number;
  status?: string;
  /** The bank's sub-family of the entry, as UPDD. */
  code?: string;
  /** An entry without details, as for a batch credit. */
  bare?: boolean;
}

export interface CamtOptions {
  family?: 'camt.053' | 'camt.054';
  iban?: string;
  id?: string;
  /** Number of entries that the file says it has; default the true one. */
  statedEntries?: number;
}

const roots = {
  'camt.053': { message: 'BkToCstmrStmt', body: 'Stmt' },
  'camt.054': { message: 'BkToCstmrDbtCdtNtfctn', body: 'Ntfctn' },
} as const;

/** A camt file with one entry for each movement. */
export function camt(movements: readonly Movement[], options: CamtOptions = {}): string {
  const { family = 'camt.054', iban = creditorIban, id = 'N-1' } = options;
  const { message, body } = roots[family];
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${family}.001.08"><${message}><GrpHdr><MsgId>${id}</MsgId>
<CreDtTm>2026-03-05T08:00:00</CreDtTm></GrpHdr><${body}><Id>${id}</Id><CreDtTm>2026-03-05T08:00:00</CreDtTm>
<Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<TxsSummry><TtlNtries><NbOfNtries>${options.statedEntries ?? movements.length}</NbOfNtries></TtlNtries></TxsSummry>
${movements.map(entry).join('\n')}
</${body}></${message}></Document>
`;
}

const element = (name: string, value: string | undefined): string => (value ? `<${name}>${value}</${name}>` : '');

function entry(movement: Movement): string {
  const { sign = 'CRDT', amount, currency = 'EUR', bookedOn = '2026-03-05', status = 'BOOK' } = movement;
  const code = movement.code
    ? `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>${movement.code}</SubFmlyCd></Fmly></Domn></BkTxCd>`
    : '';
  const reference = movement.ref ?? `B-${sign}-${movement.e2e ?? movement.batch ?? movement.mandate ?? ''}`;
  const money = `<Amt Ccy="${currency}">${minorToDecimal(amount, currency)}</Amt><CdtDbtInd>${sign}</CdtDbtInd>`;
  const batch = movement.batch ? `<Btch>${element('PmtInfId', movement.batch)}</Btch>` : '';
  const charges = movement.charges
    ? `<Chrgs><Rcrd><Amt Ccy="${currency}">${minorToDecimal(movement.charges, currency)}</Amt></Rcrd></Chrgs>`
    : '';
  const reason = movement.reason ? `<RtrInf><Rsn><Cd>${movement.reason}</Cd></Rsn></RtrInf>` : '';
  const refs = `<Refs>${element('AcctSvcrRef', reference)}${element('EndToEndId', movement.e2e)}${element('MndtId', movement.mandate)}</Refs>`;
  const details = movement.bare ? '' : `<TxDtls>${refs}${money}${charges}${reason}</TxDtls>`;
  return `<Ntry>${money}<Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>${bookedOn}</Dt></BookgDt>${element('AcctSvcrRef', reference)}${code}<NtryDtls>${batch}${details}</NtryDtls></Ntry>`;
}

export interface StatusFile {
  message: string;
  id?: string;
  status?: string;
  reason?: string;
  batches?: {
    id: string;
    status?: string;
    reason?: string;
    transactions?: { e2e: string; status: string; reason?: string }[];
  }[];
}

const why = (code: string | undefined): string => (code ? `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>` : '');

/** A pain.002 that answers one message at group, batch and transaction level. */
export function pain002({ message, id = 'S-1', status, reason, batches = [] }: StatusFile): string {
  const written = batches.map((batch) => {
    const transactions = (batch.transactions ?? []).map(
      (each) =>
        `<TxInfAndSts>${element('OrgnlEndToEndId', each.e2e)}${element('TxSts', each.status)}${why(each.reason)}</TxInfAndSts>`,
    );
    return `<OrgnlPmtInfAndSts>${element('OrgnlPmtInfId', batch.id)}${element('PmtInfSts', batch.status)}${why(batch.reason)}${transactions.join('')}</OrgnlPmtInfAndSts>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>${id}</MsgId>
<CreDtTm>2026-03-03T08:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>${element('OrgnlMsgId', message)}
<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>${element('GrpSts', status)}${why(reason)}</OrgnlGrpInfAndSts>
${written.join('\n')}
</CstmrPmtStsRpt></Document>
`;
}

export interface CancellationAnswer {
  /** The message of which something was to be cancelled; '' for an answer without details. */
  message: string;
  id?: string;
  caseId?: string;
  confirmation?: string;
  status?: string;
  batches?: { id: string; status?: string; transactions?: { e2e: string; status?: string; reason?: string }[] }[];
}

const whyNot = (code: string | undefined): string =>
  code ? `<CxlStsRsnInf><Rsn><Cd>${code}</Cd></Rsn></CxlStsRsnInf>` : '';

/** A camt.029 that answers a request to cancel. */
export function camt029({ message, id = 'R-1', batches = [], ...whole }: CancellationAnswer): string {
  const written = batches.map((batch) => {
    const transactions = (batch.transactions ?? []).map(
      (each) =>
        `<TxInfAndSts>${element('OrgnlEndToEndId', each.e2e)}${element('TxCxlSts', each.status)}${whyNot(each.reason)}</TxInfAndSts>`,
    );
    return `<OrgnlPmtInfAndSts>${element('OrgnlPmtInfId', batch.id)}${element('PmtInfCxlSts', batch.status)}${transactions.join('')}</OrgnlPmtInfAndSts>`;
  });
  const details = `<CxlDtls><OrgnlGrpInfAndSts><OrgnlMsgId>${message}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>
${element('GrpCxlSts', whole.status)}</OrgnlGrpInfAndSts>${written.join('\n')}</CxlDtls>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn><Assgnmt><Id>${id}</Id>
<CreDtTm>2026-03-03T08:00:00</CreDtTm></Assgnmt>${whole.caseId ? `<RslvdCase>${element('Id', whole.caseId)}</RslvdCase>` : ''}
<Sts>${element('Conf', whole.confirmation)}</Sts>${message === '' ? '' : details}</RsltnOfInvstgtn></Document>
`;
}
