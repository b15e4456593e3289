import { type SaxesAttributeNS, SaxesParser } from 'saxes';

import { layouts, type MessageLayout } from './messageLayouts.ts';
import type { ReceivedMessage } from './receivedMessages.ts';

/** The file cannot be read as a message that the bank takes; the sentence says why and where. */
export class UnreadableFile extends Error {}

const sliceBytes = 1 << 20;

/**
 * Reads a message of any kind that the bank takes from its bytes, in slices, UTF-8 only, without DTDs.
 * @throws UnreadableFile with the line when it is not well-formed, not UTF-8 or another message.
 */
export function readMessage(bytes: Uint8Array): ReceivedMessage {
  const parser = new SaxesParser({ xmlns: true });
  const reading = feedFrom(parser);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (let start = 0; start < bytes.length; start += sliceBytes) {
      parser.write(decoder.decode(bytes.subarray(start, start + sliceBytes), { stream: true }));
    }
    parser.write(decoder.decode());
    parser.close();
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const why = error instanceof TypeError ? 'it is not UTF-8' : error instanceof Error ? error.message : String(error);
    throw new UnreadableFile(`not well-formed near line ${parser.line}: ${why}`);
  }
  if (!reading.layout) throw new UnreadableFile('no message in the file');
  return reading.layout.message;
}

function feedFrom(parser: SaxesParser<{ xmlns: true }>): { layout: MessageLayout | undefined } {
  const reading: { layout: MessageLayout | undefined } = { layout: undefined };
  const paths = [''];
  let path = '';
  let text = '';
  let currency = '';

  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new UnreadableFile('a DOCTYPE is not allowed');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && encoding.toUpperCase() !== 'UTF-8') throw new UnreadableFile('the encoding is not UTF-8');
  });
  parser.on('opentag', (tag) => {
    // below the message's own element paths begin anew: `/GrpHdr/MsgId`
    path = paths.length <= 2 ? '' : `${path}/${tag.local}`;
    if (paths.length === 2) {
      if (reading.layout) throw new UnreadableFile('more than one message in the file');
      reading.layout = layoutOf(tag.local, tag.uri);
    }
    paths.push(path);
    text = '';
    currency = attribute(tag.attributes.Ccy);
    reading.layout?.opens[path]?.();
  });
  parser.on('text', (part) => (text += part));
  parser.on('cdata', (part) => (text += part));
  parser.on('closetag', () => {
    reading.layout?.takes[path]?.(text, currency);
    text = '';
    paths.pop();
    path = paths.at(-1) ?? '';
  });
  return reading;
}

/** The element says what the message is; its namespace must be that of the same. */
function layoutOf(element: string, namespace: string): MessageLayout {
  const known = layouts[element];
  if (!known) throw new UnreadableFile(`the bank takes no message ${element.slice(0, 35)}`);
  const name = /([a-z]{4}\.\d{3}\.\d{3}\.\d{2})$/.exec(namespace)?.[1] ?? '';
  if (!name.startsWith(known.family)) throw new UnreadableFile(`the namespace is not that of a ${known.family}`);
  return known.open(name);
}

function attribute(value: SaxesAttributeNS | undefined): string {
  return value?.value ?? '';
}
