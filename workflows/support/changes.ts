/*
 * Changes of a story that older histories do not have (`patched`): such a history replays as it was. An entry may go when no
 * history of its release is left.
 */

/** 0.4.0: agreementSend and agreementImport do something; before, they ended at once. */
export const agreementFiles = 'agreement-files';
