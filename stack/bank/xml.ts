const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** `<name>value</name>` with the value escaped; nothing when the value is empty. */
export function element(name: string, value: string | number): string {
  if (value === '') return '';
  const text = String(value).replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character);
  return `<${name}>${text}</${name}>`;
}

/** An amount in euro: `<Amt Ccy="EUR">12.50</Amt>`. */
export function euro(name: string, decimal: string): string {
  return `<${name} Ccy="EUR">${decimal}</${name}>`;
}

/** The opening of an ISO 20022 document. */
export function openDocument(messageName: string, root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${messageName}"><${root}>\n`;
}

export function closeDocument(root: string): string {
  return `</${root}></Document>\n`;
}
