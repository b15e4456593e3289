import { type BankCode, type Charges, type Entry, newBatch, type Party, type Transaction } from './camtRecord.ts';
import type { Balance, StatementTotals } from './camtTotals.ts';
import { type IsoValues, isTrue, joinText, under } from './isoValues.ts';
import type { XmlHandlers } from './xmlPaths.ts';

/** Where the values of a camt message stand. Each function takes the part that is being read at that moment. */

/** Below `TxDtls`. Parties are directly below `Dbtr` until .07, below `Dbtr/Pty` or `Dbtr/Agt` from .08. */
export function transactionPaths(current: () => Transaction, values: IsoValues): XmlHandlers {
  return {
    'Amt@Ccy': { text: (text, line, ccy) => (current().amount = values.amount('TxDtls/Amt', text, line, ccy)) },
    'AmtDtls/TxAmt/Amt@Ccy': {
      text: (text, line, ccy) => (current().transaction_amount = values.amount('TxAmt/Amt', text, line, ccy)),
    },
    'AmtDtls/InstdAmt/Amt@Ccy': {
      text: (text, line, ccy) => (current().instructed_amount = values.amount('InstdAmt/Amt', text, line, ccy)),
    },
    CdtDbtInd: { text: (text, line) => (current().sign = values.sign('TxDtls/CdtDbtInd', text, line)) },
    'Refs/MsgId': { text: (text) => (current().message_id = text) },
    'Refs/AcctSvcrRef': { text: (text) => (current().servicer_ref = text) },
    'Refs/PmtInfId': { text: (text) => (current().payment_info_id = text) },
    'Refs/InstrId': { text: (text) => (current().instruction_id = text) },
    'Refs/EndToEndId': { text: (text) => (current().end_to_end_id = text) },
    'Refs/TxId': { text: (text) => (current().transaction_id = text) },
    'Refs/MndtId': { text: (text) => (current().mandate_id = text) },
    'RmtInf/Ustrd': { text: (text) => (current().remittance = joinText(current().remittance, text)) },
    'RmtInf/Strd/AddtlRmtInf': { text: (text) => (current().remittance = joinText(current().remittance, text)) },
    'RmtInf/Strd/CdtrRefInf/Ref': { text: (text) => (current().creditor_reference ||= text) },
    AddtlTxInf: { text: (text) => (current().info = joinText(current().info, text)) },
    'RtrInf/Rsn/Cd': { text: (text) => (current().return_reason = text) },
    'RtrInf/Rsn/Prtry': { text: (text) => (current().return_reason = text) },
    'RtrInf/AddtlInf': { text: (text) => (current().return_text = joinText(current().return_text, text)) },
    ...under(
      'RltdPties',
      partyPaths('Dbtr', () => current().debtor),
    ),
    ...under(
      'RltdPties',
      partyPaths('Cdtr', () => current().creditor),
    ),
    ...under(
      'BkTxCd',
      bankCodePaths(() => current().bank_code),
    ),
    ...chargesPaths('TxDtls', () => current().charges, values),
  };
}

/** Below `Ntry`. `Sts` is a text until .07, `Sts/Cd` from .08. */
export function entryPaths(current: () => Entry, values: IsoValues): XmlHandlers {
  const status = { text: (text: string) => (current().status = text) };
  const bookedOn = { text: (text: string, line: number) => (current().booked_on = values.date('BookgDt', text, line)) };
  const valueOn = { text: (text: string, line: number) => (current().value_on = values.date('ValDt', text, line)) };
  return {
    NtryRef: { text: (text) => (current().ref = text) },
    'Amt@Ccy': { text: (text, line, ccy) => (current().amount = values.amount('Ntry/Amt', text, line, ccy)) },
    CdtDbtInd: { text: (text, line) => (current().sign = values.sign('Ntry/CdtDbtInd', text, line)) },
    RvslInd: { text: (text) => (current().is_reversal = isTrue(text)) },
    Sts: status,
    'Sts/Cd': status,
    'Sts/Prtry': status,
    'BookgDt/Dt': bookedOn,
    'BookgDt/DtTm': bookedOn,
    'ValDt/Dt': valueOn,
    'ValDt/DtTm': valueOn,
    AcctSvcrRef: { text: (text) => (current().servicer_ref = text) },
    AddtlNtryInf: { text: (text) => (current().info = joinText(current().info, text)) },
    NtryDtls: { open: (line) => (current().batch = newBatch(line)) },
    'NtryDtls/Btch/MsgId': { text: (text) => (current().batch.message_id = text) },
    'NtryDtls/Btch/PmtInfId': { text: (text) => (current().batch.payment_info_id = text) },
    'NtryDtls/Btch/NbOfTxs': {
      text: (text, line) => (current().batch.count = values.count('Btch/NbOfTxs', text, line)),
    },
    'NtryDtls/Btch/TtlAmt@Ccy': {
      text: (text, line, ccy) => (current().batch.total = values.amount('Btch/TtlAmt', text, line, ccy)),
    },
    ...under(
      'BkTxCd',
      bankCodePaths(() => current().bank_code),
    ),
    ...chargesPaths('Ntry', () => current().charges, values),
  };
}

/** Below the statement: `TxsSummry`. */
export function summaryPaths(current: () => StatementTotals): XmlHandlers {
  const handlers: XmlHandlers = {
    'TtlNtries/TtlNetNtryAmt': { text: (text, line) => current().state('TtlNtries/TtlNetNtryAmt', text, line) },
    'TtlNtries/TtlNetNtry/Amt': { text: (text, line) => current().state('TtlNtries/TtlNetNtryAmt', text, line) },
  };
  for (const group of ['TtlNtries', 'TtlCdtNtries', 'TtlDbtNtries'] as const) {
    handlers[`${group}/NbOfNtries`] = { text: (text, line) => current().state(`${group}/NbOfNtries`, text, line) };
    handlers[`${group}/Sum`] = { text: (text, line) => current().state(`${group}/Sum`, text, line) };
  }
  return under('TxsSummry', handlers);
}

/** Below the statement: `Bal`. */
export function balancePaths(current: () => Balance, values: IsoValues): XmlHandlers {
  return under('Bal', {
    'Tp/CdOrPrtry/Cd': { text: (text) => (current().type = text) },
    'Amt@Ccy': { text: (text, line, ccy) => (current().amount = values.amount('Bal/Amt', text, line, ccy)) },
    CdtDbtInd: { text: (text, line) => (current().sign = values.sign('Bal/CdtDbtInd', text, line)) },
  });
}

function partyPaths(role: 'Dbtr' | 'Cdtr', current: () => Party): XmlHandlers {
  const name = { text: (text: string) => (current().name = text) };
  return {
    [`${role}/Nm`]: name,
    [`${role}/Pty/Nm`]: name,
    [`${role}/Agt/FinInstnId/Nm`]: name,
    [`${role}Acct/Id/IBAN`]: { text: (text) => (current().iban = text) },
  };
}

function bankCodePaths(current: () => BankCode): XmlHandlers {
  return {
    'Domn/Cd': { text: (text) => (current().domain = text) },
    'Domn/Fmly/Cd': { text: (text) => (current().family = text) },
    'Domn/Fmly/SubFmlyCd': { text: (text) => (current().sub_family = text) },
    'Prtry/Cd': { text: (text) => (current().proprietary = text) },
  };
}

/** `Chrgs` has `Amt` of its own until .02, and records below it from .03. */
function chargesPaths(level: string, current: () => Charges, values: IsoValues): XmlHandlers {
  const single: XmlHandlers['string'] = {
    text: (text, line, ccy) => {
      const { amounts } = current();
      if (amounts.length < 100) amounts.push(values.amount(`${level}/Chrgs`, text, line, ccy));
    },
  };
  return under('Chrgs', {
    'TtlChrgsAndTaxAmt@Ccy': {
      text: (text, line, ccy) => (current().total = values.amount(`${level}/Chrgs`, text, line, ccy)),
    },
    'Amt@Ccy': single,
    'Rcrd/Amt@Ccy': single,
  });
}
