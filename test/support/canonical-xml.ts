/**
 * XML in one agreed form, so that two files can be compared: attributes by name, no space between elements, CDATA and
 * references resolved, no comments. Independent of the product's reader on purpose: it only has to read good files.
 */
export function canonicalXml(source: string): string {
  const text = source.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const token =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|[^<]+/g;
  const open: Draft[] = [{ name: "", attributes: "", parts: [], elements: 0 }];
  for (const [whole, cdata, end, start, attributes = "", empty] of text.matchAll(token)) {
    const top = open.at(-1);
    if (!top) throw new Error("too many end tags");
    if (whole.startsWith("<!--") || whole.startsWith("<?")) continue;
    if (cdata !== undefined) top.parts.push({ text: cdata });
    else if (end !== undefined) close(open);
    else if (start !== undefined) {
      open.push({ name: start, attributes: canonicalAttributes(attributes), parts: [], elements: 0 });
      if (empty === "/") close(open);
    } else top.parts.push({ text: resolve(whole) });
  }
  const [root] = open;
  if (!root || open.length > 1) throw new Error("an element does not end");
  return root.parts.map((part) => ("element" in part ? part.element : "")).join("");
}

interface Draft {
  name: string;
  attributes: string;
  parts: ({ text: string } | { element: string })[];
  elements: number;
}

function close(open: Draft[]): void {
  const done = open.pop();
  const parent = open.at(-1);
  if (!done || !parent) throw new Error("too many end tags");
  const inner = done.parts.map((part) => {
    if ("element" in part) return part.element;
    return done.elements > 0 && part.text.trim() === "" ? "" : escape(part.text);
  });
  parent.elements++;
  parent.parts.push({ element: `<${done.name}${done.attributes}>${inner.join("")}</${done.name}>` });
}

function canonicalAttributes(text: string): string {
  return [...text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
    .map(
      ([, name, double, single]) =>
        ` ${name}="${escape(resolve((double ?? single ?? "").replace(/\s/g, " ")))}"`,
    )
    .sort()
    .join("");
}

function resolve(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) =>
    hex || decimal ? String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)) : (named[name] ?? whole),
  );
}

function escape(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An object.xml with the sequence inside it brought to the same form; any other XML as `canonicalXml`. */
export function canonicalDocument(source: string): string {
  const text = source.replaceAll("\r\n", "\n");
  const inner = /<!\[CDATA\[(<sequence[\s\S]*?)\]\]>/.exec(text);
  if (!inner) return canonicalXml(text);
  return `${canonicalXml(text.replace(inner[0], "(sequence)"))}\n${canonicalXml(inner[1] ?? "")}`;
}

/** Where two canonical texts part, with what stands around it; null when they are equal. */
export function firstDifference(a: string, b: string): string | null {
  if (a === b) return null;
  let at = 0;
  while (a[at] === b[at]) at++;
  return `at ${at}: “${a.slice(Math.max(0, at - 60), at + 60)}” is now “${b.slice(Math.max(0, at - 60), at + 60)}”`;
}
