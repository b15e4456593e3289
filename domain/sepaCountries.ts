/** Countries of the European Economic Area, by the country code of their IBANs. */
const eea = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);

/**
 * SEPA outside the EEA (EPC409-09, list of SEPA scheme countries). The Crown Dependencies have IBANs of GB and the
 * French overseas territories those of FR.
 */
export const sepaNonEeaCountries = 'AD AL CH GB GI MC MD ME MK RS SM VA'.split(' ');
const sepaOutsideEea = new Set(sepaNonEeaCountries);

/** True for a country of the European Economic Area (two letters, upper case). */
export function isEeaCountry(country: string): boolean {
  return eea.has(country);
}

/** True for a country whose banks can be reached by the SEPA schemes. */
export function isSepaCountry(country: string): boolean {
  return eea.has(country) || sepaOutsideEea.has(country);
}
