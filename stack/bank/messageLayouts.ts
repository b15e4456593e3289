import type {
  CreditTransfer,
  CreditTransferBatch,
  CreditTransfers,
  DirectDebit,
  DirectDebitBatch,
  DirectDebits,
  ReceivedMessage,
  UndoBatch,
  UndoRequest,
  UndoRequests,
} from './receivedMessages.ts';

/** Where the fields of one message stand: by path below the message's own element. What the bank has no use for goes nowhere. */
export interface MessageLayout {
  message: ReceivedMessage;
  opens: Record<string, (() => void) | undefined>;
  takes: Record<string, ((text: string, currency: string) => void) | undefined>;
}

/** The kinds of message that the bank takes, by their own element. */
export const layouts: Record<string, { family: string; open: (name: string) => MessageLayout } | undefined> = {
  CstmrDrctDbtInitn: { family: 'pain.008', open: directDebits },
  CstmrCdtTrfInitn: { family: 'pain.001', open: creditTransfers },
  CstmrPmtRvsl: { family: 'pain.007', open: (name) => undoRequests('reversals', name) },
  CstmrPmtCxlReq: { family: 'camt.055', open: (name) => undoRequests('cancellations', name) },
};

type Taker = (text: string, currency: string) => void;

/** Takers that put the text of an element below `path` into a field of what is being read there. */
function fieldsOf<T extends object>(
  path: string,
  current: () => T | undefined,
  fields: Record<string, keyof T & string>,
): Record<string, Taker> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, Taker] => [
      `${path}/${name}`,
      (text) => {
        const record = current();
        if (record) (record as Record<string, unknown>)[field] = text;
      },
    ]),
  );
}

/** A taker of an amount and its currency. */
function amountOf(current: () => { amount: string; currency: string } | undefined): Taker {
  return (amount, currency) => {
    const record = current();
    if (record) Object.assign(record, { amount, currency });
  };
}

const header = { message_id: '', created_at: '', stated_count: '', stated_sum: '' };

const groupHeader = {
  'GrpHdr/MsgId': 'message_id',
  'GrpHdr/CreDtTm': 'created_at',
  'GrpHdr/NbOfTxs': 'stated_count',
  'GrpHdr/CtrlSum': 'stated_sum',
} as const;

const batchHead = {
  PmtInfId: 'payment_info_id',
  PmtMtd: 'method',
  BtchBookg: 'batch_booking',
  NbOfTxs: 'stated_count',
  CtrlSum: 'stated_sum',
  'PmtTpInf/SvcLvl/Cd': 'service_level',
} as const;

const paymentHead = {
  'PmtId/InstrId': 'instruction_id',
  'PmtId/EndToEndId': 'end_to_end_id',
  'RmtInf/Ustrd': 'remittance',
  'RmtInf/Strd/CdtrRefInf/Ref': 'remittance',
} as const;

const emptyBatchHead = { payment_info_id: '', method: '', batch_booking: '', stated_count: '', stated_sum: '', service_level: '' }; // prettier-ignore
const emptyPaymentHead = { instruction_id: '', end_to_end_id: '', amount: '', currency: '', remittance: '' };

function directDebits(name: string): MessageLayout {
  const message: DirectDebits = { kind: 'direct_debits', message_name: name, ...header, batches: [] };
  const batch = (): DirectDebitBatch | undefined => message.batches.at(-1);
  const payment = (): DirectDebit | undefined => batch()?.payments.at(-1);
  return {
    message,
    opens: {
      '/PmtInf': () => message.batches.push(emptyDirectDebitBatch()),
      '/PmtInf/DrctDbtTxInf': () => batch()?.payments.push(emptyDirectDebit()),
    },
    takes: {
      ...fieldsOf('', () => message, groupHeader),
      ...fieldsOf('/PmtInf', batch, {
        ...batchHead,
        'PmtTpInf/LclInstrm/Cd': 'local_instrument',
        'PmtTpInf/SeqTp': 'sequence_type',
        ReqdColltnDt: 'collection_on',
        'Cdtr/Nm': 'creditor_name',
        'CdtrAcct/Id/IBAN': 'creditor_iban',
        'CdtrSchmeId/Id/PrvtId/Othr/Id': 'creditor_identifier',
      }),
      ...fieldsOf('/PmtInf/DrctDbtTxInf', payment, {
        ...paymentHead,
        'DrctDbtTx/MndtRltdInf/MndtId': 'umr',
        'DrctDbtTx/MndtRltdInf/DtOfSgntr': 'signed_on',
        'DrctDbtTx/MndtRltdInf/AmdmntInd': 'amendment_indicator',
        'DrctDbtTx/CdtrSchmeId/Id/PrvtId/Othr/Id': 'creditor_identifier',
        'Dbtr/Nm': 'debtor_name',
        'DbtrAcct/Id/IBAN': 'debtor_iban',
      }),
      ...fieldsOf('/PmtInf/DrctDbtTxInf/DrctDbtTx/MndtRltdInf/AmdmntInfDtls', payment, {
        OrgnlMndtId: 'original_umr',
        'OrgnlCdtrSchmeId/Nm': 'original_creditor_name',
        'OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id': 'original_creditor_identifier',
        'OrgnlDbtrAcct/Id/IBAN': 'original_debtor_iban',
        'OrgnlDbtrAcct/Id/Othr/Id': 'original_debtor_account_other',
        'OrgnlDbtrAgt/FinInstnId/BIC': 'original_debtor_agent',
        'OrgnlDbtrAgt/FinInstnId/BICFI': 'original_debtor_agent',
        'OrgnlDbtrAgt/FinInstnId/Othr/Id': 'original_debtor_agent',
      }),
      '/PmtInf/DrctDbtTxInf/InstdAmt': amountOf(payment),
    },
  };
}

function emptyDirectDebitBatch(): DirectDebitBatch {
  return {
    ...emptyBatchHead,
    local_instrument: '',
    sequence_type: '',
    collection_on: '',
    creditor_name: '',
    creditor_iban: '',
    creditor_identifier: '',
    payments: [],
  };
}

function emptyDirectDebit(): DirectDebit {
  return {
    ...emptyPaymentHead,
    umr: '',
    signed_on: '',
    amendment_indicator: '',
    original_umr: '',
    original_creditor_name: '',
    original_creditor_identifier: '',
    original_debtor_iban: '',
    original_debtor_account_other: '',
    original_debtor_agent: '',
    creditor_identifier: '',
    debtor_name: '',
    debtor_iban: '',
  };
}

function creditTransfers(name: string): MessageLayout {
  const message: CreditTransfers = { kind: 'credit_transfers', message_name: name, ...header, batches: [] };
  const batch = (): CreditTransferBatch | undefined => message.batches.at(-1);
  const payment = (): CreditTransfer | undefined => batch()?.payments.at(-1);
  return {
    message,
    opens: {
      '/PmtInf': () =>
        message.batches.push({ ...emptyBatchHead, execution_on: '', debtor_name: '', debtor_iban: '', payments: [] }),
      '/PmtInf/CdtTrfTxInf': () =>
        batch()?.payments.push({ ...emptyPaymentHead, creditor_name: '', creditor_iban: '' }),
    },
    takes: {
      ...fieldsOf('', () => message, groupHeader),
      ...fieldsOf('/PmtInf', batch, {
        ...batchHead,
        'ReqdExctnDt/Dt': 'execution_on',
        'Dbtr/Nm': 'debtor_name',
        'DbtrAcct/Id/IBAN': 'debtor_iban',
      }),
      ...fieldsOf('/PmtInf/CdtTrfTxInf', payment, {
        ...paymentHead,
        'Cdtr/Nm': 'creditor_name',
        'CdtrAcct/Id/IBAN': 'creditor_iban',
      }),
      '/PmtInf/CdtTrfTxInf/Amt/InstdAmt': amountOf(payment),
    },
  };
}

/** Where the two kinds of request have what they share. */
const undoPaths = {
  reversals: {
    header: groupHeader,
    original: '/OrgnlGrpInf',
    batch: '/OrgnlPmtInfAndRvsl',
    reason: 'RvslRsnInf/Rsn/Cd',
  },
  cancellations: {
    header: {
      'Assgnmt/Id': 'message_id',
      'Assgnmt/CreDtTm': 'created_at',
      'CtrlData/NbOfTxs': 'stated_count',
      'CtrlData/CtrlSum': 'stated_sum',
    },
    original: '/Undrlyg/OrgnlGrpInfAndCxl',
    batch: '/Undrlyg/OrgnlPmtInfAndCxl',
    reason: 'CxlRsnInf/Rsn/Cd',
  },
} as const;

function undoRequests(kind: UndoRequests['kind'], name: string): MessageLayout {
  const original = { originals: 0, original_message_id: '', original_message_name: '' };
  const message: UndoRequests = { kind, message_name: name, ...header, ...original, batches: [] };
  const batch = (): UndoBatch | undefined => message.batches.at(-1);
  const request = (): UndoRequest | undefined => batch()?.payments.at(-1);
  const paths = undoPaths[kind];
  return {
    message,
    opens: {
      [paths.original]: () => (message.originals += 1),
      [paths.batch]: () => message.batches.push({ payment_info_id: '', original_payment_info_id: '', payments: [] }),
      [`${paths.batch}/TxInf`]: () => batch()?.payments.push(emptyUndoRequest()),
    },
    takes: {
      ...fieldsOf('', () => message, paths.header),
      ...fieldsOf(paths.original, () => message, {
        OrgnlMsgId: 'original_message_id',
        OrgnlMsgNmId: 'original_message_name',
      }),
      ...fieldsOf(paths.batch, batch, { RvslPmtInfId: 'payment_info_id', OrgnlPmtInfId: 'original_payment_info_id' }),
      ...fieldsOf(`${paths.batch}/TxInf`, request, {
        OrgnlEndToEndId: 'end_to_end_id',
        RvsdInstdAmt: 'reversed_amount',
        [paths.reason]: 'reason',
        'OrgnlTxRef/CdtrAcct/Id/IBAN': 'creditor_iban',
      }),
      [`${paths.batch}/TxInf/OrgnlInstdAmt`]: amountOf(request),
    },
  };
}

function emptyUndoRequest(): UndoRequest {
  return { end_to_end_id: '', amount: '', currency: '', reversed_amount: '', reason: '', creditor_iban: '' };
}
