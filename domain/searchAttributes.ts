/** The search attributes of the namespace: these and no others (10 Keyword, 3 Datetime, 3 Int, 3 Bool at most). */
export const searchAttributes = {
  IncassoCreditor: 'KEYWORD',
  IncassoSystem: 'KEYWORD',
  IncassoSubject: 'KEYWORD',
  IncassoState: 'KEYWORD',
  IncassoCause: 'KEYWORD',
  IncassoColour: 'KEYWORD',
  IncassoOwner: 'KEYWORD',
  IncassoDossier: 'KEYWORD',
  IncassoSince: 'DATETIME',
  IncassoDueAt: 'DATETIME',
  IncassoAmountMinor: 'INT',
  IncassoNeedsPerson: 'BOOL',
} as const;

export type SearchAttribute = keyof typeof searchAttributes;
