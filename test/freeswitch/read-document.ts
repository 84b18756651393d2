export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
};

/** Reads a document of elements and attributes, strictly. @throws Error naming what is not well formed */
export function readDocument(xml: string): Element {
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8" standalone="no"\?>\n/.exec(xml);
  if (declaration === null) throw new Error('no XML declaration');
  const root: Open = { name: '', attributes: {}, children: [] };
  const open: Open[] = [root];
  let at = declaration[0].length;
  while (at < xml.length) {
    const tag = TAG.exec(xml.slice(at));
    if (tag === null) throw new Error(`not well formed at: ${xml.slice(at, at + 60)}`);
    const [whole, close, name = '', attributes = '', selfClosing] = tag;
    if (close === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const element: Open = { name, attributes: readAttributes(attributes), children: [] };
      open.at(-1)!.children.push(element);
      if (selfClosing !== '/') open.push(element);
    }
    at += whole.length;
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one root element');
  return root.children[0]!;
}

type Open = Element & { readonly children: Open[] };

const TAG = /^\s*<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>\s*/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decode(value)]),
  );
}

function decode(value: string): string {
  return value.replace(/&(#?)(\w*)(;?)/g, (all, isCode: string, name: string, end: string) => {
    if (end !== ';') throw new Error(`a bare & in "${value}"`);
    if (isCode === '#') return String.fromCodePoint(Number(name));
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`unknown entity ${all}`);
    return character;
  });
}
