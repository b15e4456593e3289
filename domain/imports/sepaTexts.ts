import { toSepaText } from '../charset.ts';
import type { StructuredAddress } from '../sepaMessage.ts';

export const maxNameLength = 70;
export const maxRemittanceLength = 140;

/** A text as it stands in bank files: written in the SEPA set, then cut. */
export function sepaCut(text: string, most: number): string {
  return toSepaText(text).text.slice(0, most).trim();
}

/** True when the text loses its end in bank files. */
export function isCutInFiles(text: string, most: number): boolean {
  return toSepaText(text).text.length > most;
}

interface AddressParts {
  street: string;
  building: string;
  postcode: string;
  town: string;
  country: string;
}

/** The structured address of bank files with its lengths (EPC, hybrid and lines not used); undefined without a town. */
export function sepaAddress(parts: AddressParts): StructuredAddress | undefined {
  if (parts.town === '') return undefined;
  return {
    ...(parts.street && { street: sepaCut(parts.street, 70) }),
    ...(parts.building && { building_number: sepaCut(parts.building, 16) }),
    ...(parts.postcode && { postcode: sepaCut(parts.postcode, 16) }),
    town: sepaCut(parts.town, 35),
    country: parts.country,
  };
}
