/**
 * The element paths a reader wants, as a trie over local names. The scanner walks it along with the document, so that
 * a subtree nobody wants costs nothing but its check.
 */

/** What a reader does at one element path. Lines are 1-based. */
export interface XmlHandler {
  /** The element begins. */
  open?: (line: number) => void;
  /**
   * The element has text of its own and no child elements: its value without surrounding white space, never empty.
   * `attribute` is the value of the attribute named in the path (`Amt@Ccy`), '' when it is not there.
   */
  text?: (value: string, line: number, attribute: string) => void;
  /** The element ends. */
  close?: (line: number) => void;
}

/** Handlers by path from the root: local names joined by '/', with `@name` at the end when an attribute is wanted. */
export type XmlHandlers = Record<string, XmlHandler>;

/** The node outside every wanted path. */
export const NOWHERE = 0;
/** The node above the root element. */
export const DOCUMENT = 1;

interface Node {
  children: Map<string, number>;
  handler: XmlHandler;
  attribute: string;
}

/** Handlers compiled for the scanner: nodes are small integers, names are found by hash without making a string. */
export class XmlPaths {
  readonly open: (XmlHandler['open'] | undefined)[] = [];
  readonly text: (XmlHandler['text'] | undefined)[] = [];
  readonly close: (XmlHandler['close'] | undefined)[] = [];
  /** The attribute wanted with the text of a node, or ''. */
  readonly attribute: string[] = [];
  private readonly names: Uint8Array[] = [];
  /** Open-addressing hash table: 1-based index into `names`, 0 is free. */
  private readonly slots: Uint16Array;
  /** `next[node * names.length + name]` is the child node, or NOWHERE. */
  private readonly next: Uint16Array;

  constructor(handlers: XmlHandlers) {
    const nodes = buildTrie(handlers);
    const nameIds = new Map<string, number>();
    for (const node of nodes) {
      for (const name of node.children.keys()) {
        if (!nameIds.has(name)) nameIds.set(name, this.names.push(Buffer.from(name)) - 1);
      }
      this.open.push(node.handler.open);
      this.text.push(node.handler.text);
      this.close.push(node.handler.close);
      this.attribute.push(node.attribute);
    }
    this.slots = new Uint16Array(2 ** Math.ceil(Math.log2(this.names.length * 4 + 1)));
    this.names.forEach((name, id) => {
      let slot = hash(name, 0, name.length) & (this.slots.length - 1);
      while (this.slots[slot] !== 0) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = id + 1;
    });
    this.next = new Uint16Array(nodes.length * this.names.length);
    nodes.forEach((node, index) => {
      for (const [name, child] of node.children) this.next[index * this.names.length + nameIds.get(name)!] = child;
    });
  }

  /** The child of `node` whose local name stands at bytes[start, end), or NOWHERE. */
  child(node: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(bytes, start, end) & mask;
    for (;;) {
      const id = this.slots[slot]! - 1;
      if (id < 0) return NOWHERE;
      if (isName(this.names[id]!, bytes, start, end)) return this.next[node * this.names.length + id]!;
      slot = (slot + 1) & mask;
    }
  }
}

function buildTrie(handlers: XmlHandlers): Node[] {
  const nodes: Node[] = [NOWHERE, DOCUMENT].map(() => ({ children: new Map(), handler: {}, attribute: '' }));
  for (const [key, handler] of Object.entries(handlers)) {
    const [path = '', attribute = ''] = key.split('@');
    let node = nodes[DOCUMENT]!;
    for (const name of path.split('/')) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = nodes.push({ children: new Map(), handler: {}, attribute: '' }) - 1;
        node.children.set(name, child);
      }
      node = nodes[child]!;
    }
    node.handler = { ...node.handler, ...handler };
    node.attribute ||= attribute;
  }
  return nodes;
}

/** Length, first, middle and last byte: enough to tell the few known names apart, and as fast for long names as for short. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const middle = bytes[start + (length >> 1)]!;
  return length + bytes[start]! * 7 + middle * 31 + bytes[end - 1]! * 131;
}

function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
