import type { XmlNode } from './xmlTree.ts';

/**
 * Types of ISO 20022 for messages whose schemas are not among the shared data: the children of each element in their
 * order, with how often they occur (none, ?, *, +, {0,2}; `(A|B)` is a choice) and their type. Children that our messages
 * never have stand without type. Written down from the schema pain.001.001.09, and for camt.055.001.08 from bindings
 * generated of its schema (Prowide ISO 20022 for Java: root and transaction; tpm-rtp-cli for Go: all).
 */
const types: Record<string, string> = {
  'pain.001.001.09': 'CstmrCdtTrfInitn:CustomerCreditTransferInitiationV09',
  CustomerCreditTransferInitiationV09: 'GrpHdr:GroupHeader85 PmtInf:PaymentInstruction30+ SplmtryData*',
  GroupHeader85:
    'MsgId:Max35Text CreDtTm:ISODateTime Authstn{0,2} NbOfTxs:Max15NumericText CtrlSum:DecimalNumber? ' +
    'InitgPty:PartyIdentification135 FwdgAgt?',
  PaymentInstruction30:
    'PmtInfId:Max35Text PmtMtd:PaymentMethod3Code BtchBookg:Boolean? NbOfTxs:Max15NumericText? CtrlSum:DecimalNumber? ' +
    'PmtTpInf:PaymentTypeInformation26? ReqdExctnDt:DateAndDateTime2Choice PoolgAdjstmntDt? ' +
    'Dbtr:PartyIdentification135 DbtrAcct:CashAccount38 DbtrAgt:BranchAndFinancialInstitutionIdentification6 ' +
    'DbtrAgtAcct? InstrForDbtrAgt? UltmtDbtr? ChrgBr:ChargeBearerType1Code? ChrgsAcct? ChrgsAcctAgt? ' +
    'CdtTrfTxInf:CreditTransferTransaction34+',
  PaymentTypeInformation26: 'InstrPrty? SvcLvl:ServiceLevel8Choice* LclInstrm? CtgyPurp?',
  ServiceLevel8Choice: '(Cd:ExternalCode4|Prtry)',
  CreditTransferTransaction34:
    'PmtId:PaymentIdentification6 PmtTpInf? Amt:AmountType4Choice XchgRateInf? ChrgBr? ChqInstr? UltmtDbtr? ' +
    'IntrmyAgt1? IntrmyAgt1Acct? IntrmyAgt2? IntrmyAgt2Acct? IntrmyAgt3? IntrmyAgt3Acct? ' +
    'CdtrAgt:BranchAndFinancialInstitutionIdentification6? CdtrAgtAcct? Cdtr:PartyIdentification135? ' +
    'CdtrAcct:CashAccount38? UltmtCdtr? InstrForCdtrAgt* InstrForDbtrAgt? Purp? RgltryRptg{0,10} Tax? ' +
    'RltdRmtInf{0,10} RmtInf:RemittanceInformation16? SplmtryData*',
  PaymentIdentification6: 'InstrId? EndToEndId:Max35Text UETR?',
  AmountType4Choice: '(InstdAmt:ActiveOrHistoricCurrencyAndAmount|EqvtAmt)',
  RemittanceInformation16: 'Ustrd:Max140Text* Strd*',

  'camt.055.001.08': 'CstmrPmtCxlReq:CustomerPaymentCancellationRequestV08',
  CustomerPaymentCancellationRequestV08:
    'Assgnmt:CaseAssignment5 Case? CtrlData:ControlData1? Undrlyg:UnderlyingTransaction24+ SplmtryData*',
  CaseAssignment5: 'Id:Max35Text Assgnr:Party40Choice Assgne:Party40Choice CreDtTm:ISODateTime',
  Party40Choice: '(Pty:PartyIdentification135|Agt:BranchAndFinancialInstitutionIdentification6)',
  ControlData1: 'NbOfTxs:Max15NumericText CtrlSum:DecimalNumber?',
  UnderlyingTransaction24: 'OrgnlGrpInfAndCxl:OriginalGroupHeader15? OrgnlPmtInfAndCxl:OriginalPaymentInstruction34*',
  OriginalGroupHeader15:
    'GrpCxlId? Case? OrgnlMsgId:Max35Text OrgnlMsgNmId:Max35Text OrgnlCreDtTm? NbOfTxs? CtrlSum? GrpCxl? CxlRsnInf*',
  OriginalPaymentInstruction34:
    'PmtCxlId? Case? OrgnlPmtInfId:Max35Text OrgnlGrpInf? NbOfTxs? CtrlSum? PmtInfCxl? CxlRsnInf* ' +
    'TxInf:PaymentTransaction109*',
  PaymentTransaction109:
    'CxlId? Case? OrgnlInstrId? OrgnlEndToEndId:Max35Text? OrgnlUETR? ' +
    'OrgnlInstdAmt:ActiveOrHistoricCurrencyAndAmount? OrgnlReqdExctnDt:DateAndDateTime2Choice? ' +
    'OrgnlReqdColltnDt:ISODate? CxlRsnInf:PaymentCancellationReason5* OrgnlTxRef? SplmtryData*',
  PaymentCancellationReason5: 'Orgtr:PartyIdentification135? Rsn:CancellationReason33Choice? AddtlInf*',
  CancellationReason33Choice: '(Cd:ExternalCode4|Prtry)',

  AccountIdentification4Choice: '(IBAN:IBAN2007Identifier|Othr)',
  BranchAndFinancialInstitutionIdentification6: 'FinInstnId:FinancialInstitutionIdentification18 BrnchId?',
  CashAccount38: 'Id:AccountIdentification4Choice Tp? Ccy? Nm? Prxy?',
  DateAndDateTime2Choice: '(Dt:ISODate|DtTm)',
  FinancialInstitutionIdentification18:
    'BICFI:BICFIDec2014Identifier? ClrSysMmbId? LEI? Nm? PstlAdr? Othr:GenericFinancialIdentification1?',
  GenericFinancialIdentification1: 'Id:Max35Text SchmeNm? Issr?',
  PartyIdentification135: 'Nm:Max140Text? PstlAdr:PostalAddress24? Id? CtryOfRes? CtctDtls?',
  PostalAddress24:
    'AdrTp? Dept? SubDept? StrtNm:Max70Text? BldgNb:Max16Text? BldgNm? Flr? PstBx? Room? PstCd:Max16Text? ' +
    'TwnNm:Max35Text? TwnLctnNm? DstrctNm? CtrySubDvsn? Ctry:CountryCode? AdrLine{0,7}',
};

const values: Record<string, RegExp> = {
  ActiveOrHistoricCurrencyAndAmount: /^(?=\d(?:\.?\d){0,17}$)\d+(?:\.\d{1,5})?$/,
  BICFIDec2014Identifier: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  Boolean: /^(true|false)$/,
  ChargeBearerType1Code: /^(DEBT|CRED|SHAR|SLEV)$/,
  CountryCode: /^[A-Z]{2}$/,
  DecimalNumber: /^(?=\d(?:\.?\d){0,17}$)\d+(?:\.\d{1,17})?$/,
  ExternalCode4: /^.{1,4}$/,
  IBAN2007Identifier: /^[A-Z]{2}\d{2}[a-zA-Z0-9]{1,30}$/,
  ISODate: /^\d{4}-\d\d-\d\d$/,
  ISODateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
  Max15NumericText: /^\d{1,15}$/,
  Max16Text: /^.{1,16}$/,
  Max35Text: /^.{1,35}$/,
  Max70Text: /^.{1,70}$/,
  Max140Text: /^.{1,140}$/,
  PaymentMethod3Code: /^(CHK|TRF|TRA)$/,
};

/** What of a document does not fit the types above; one sentence for each element. */
export function violations(document: XmlNode): string[] {
  const namespace = document.attributes.xmlns ?? '';
  return violationsOf(document, namespace.replace('urn:iso:std:iso:20022:tech:xsd:', ''), document.name);
}

function violationsOf(node: XmlNode, type: string, path: string): string[] {
  const value = values[type];
  if (value) return node.children.length === 0 && value.test(node.text) ? [] : [`${path} is no ${type}`];
  const model = types[type];
  if (model === undefined) return [`${path} has an unknown type '${type}'`];
  const children = node.children.map((child) => `${child.name} `).join('');
  if (!orderOf(model).test(children)) return [`${path} has ${children}but not as in ${type}`];
  return node.children.flatMap((child) =>
    violationsOf(child, new RegExp(`\\b${child.name}:(\\w+)`).exec(model)?.[1] ?? '', `${path}/${child.name}`),
  );
}

/** The order of children as an expression over their names, each with a space behind it. */
function orderOf(model: string): RegExp {
  const particles = model.split(' ').map((particle) => particle.replace(/([A-Z]\w*)(?::\w+)?/g, '(?:$1 )'));
  return new RegExp(`^${particles.join('')}$`);
}
