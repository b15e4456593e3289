import { SaxesParser } from 'saxes';

/** A whole document as a tree, made by another parser: what the readers are compared with. */
export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: XmlNode[];
}

/** Parses with saxes, which refuses what is not well-formed. Names are local names. */
export function parseTree(xml: string): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  const addText = (text: string): void => void (open.at(-1)!.text += text);
  parser.on('opentag', (tag) => {
    const node = { name: tag.name.replace(/^.*:/, ''), attributes: { ...tag.attributes }, text: '', children: [] };
    open.at(-1)!.children.push(node);
    open.push(node);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml.replace(/^\uFEFF/, '')).close();
  return root.children[0]!;
}

/** All nodes at a path below a node. */
export function at(node: XmlNode, path: string): XmlNode[] {
  return path
    .split('/')
    .reduce<XmlNode[]>(
      (found, name) => found.flatMap((each) => each.children.filter((child) => child.name === name)),
      [node],
    );
}

/** The trimmed text of the last node at a path, or ''. */
export function textAt(node: XmlNode, path: string): string {
  return at(node, path).at(-1)?.text.trim() ?? '';
}
