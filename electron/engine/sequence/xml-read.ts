import type { Attributes, XmlElement, XmlNode } from "../../../shared/sequence-tree.ts";
import { MAX_FILE_BYTES, unreadable } from "./xml-text.ts";

/** Deeper than any console lets people nest. */
const MAX_DEPTH = 200;
const MAX_NODES = 500_000;
const NAME = /[A-Za-z_:\u0080-\uffff][-A-Za-z0-9._:\u0080-\uffff]{0,499}/y;
const SPACE = /[ \t\n]*/y;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/**
 * Reads one XML document, strictly: nothing is mended, nothing outside the text is ever fetched. Document types are
 * refused (no entity but the five of XML and character numbers), depth and number of nodes are bounded. Comments and
 * instructions inside the root are kept. Ours, because the parser among the packages accepts wrong end tags, lets a
 * second attribute of the same name win, and cannot tell `&#13;` from `&amp;#13;`.
 * @throws StagingFault sequence-unreadable with the line
 */
export function readXml(source: string): XmlElement {
  return new Reader(source).document();
}

class Reader {
  private at = 0;
  private nodes = 0;
  private readonly text: string;

  constructor(source: string) {
    if (source.length > MAX_FILE_BYTES) throw unreadable("The text is too long to be a task sequence.");
    this.text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
    // oxlint-disable-next-line no-control-regex -- finding them is the point
    const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(this.text);
    if (odd) {
      this.at = odd.index;
      throw this.refused(`the character U+${odd[0].charCodeAt(0).toString(16).padStart(4, "0")}`);
    }
  }

  document(): XmlElement {
    if (this.text.startsWith("<?xml")) this.until("?>", 5);
    this.between();
    if (this.text[this.at] !== "<") throw this.refused("text where the first element should be");
    const root = this.elements();
    this.between();
    if (this.at < this.text.length) throw this.refused("something after the end of the document");
    return root;
  }

  /** The root with all it holds, on a stack of our own: depth is bounded by a number, not by the engine's stack. */
  private elements(): XmlElement {
    const open: XmlElement[] = [];
    for (;;) {
      const parent = open.at(-1);
      const done = parent ? this.inside(parent, open) : this.startTag(open);
      if (done && open.length === 0) return done;
    }
  }

  /** Reads the next thing inside an element. Answers the element that ended with it, if one did. */
  private inside(parent: XmlElement, open: XmlElement[]): XmlElement | null {
    const { text } = this;
    if (this.at >= text.length) throw this.refused(`the end of the file inside <${parent.name}>`);
    if (text[this.at] !== "<") {
      this.addText(parent, this.characters(this.upTo("<"), false));
      return null;
    }
    if (text.startsWith("<!--", this.at)) this.add(parent, { comment: this.until("-->", 4) });
    else if (text.startsWith("<![CDATA[", this.at)) this.addText(parent, this.until("]]>", 9));
    else if (text.startsWith("<?", this.at)) this.add(parent, { instruction: this.until("?>", 2) });
    else if (text.startsWith("<!", this.at)) throw this.declaration();
    else if (text.startsWith("</", this.at)) return this.endTag(open);
    else return this.startTag(open);
    return null;
  }

  private startTag(open: XmlElement[]): XmlElement | null {
    if (this.text.startsWith("<!", this.at)) throw this.declaration();
    this.at++;
    const element: XmlElement = { name: this.name(), attributes: this.attributes(), children: [] };
    const parent = open.at(-1);
    if (parent) this.add(parent, element);
    if (this.take("/>")) return element;
    if (!this.take(">")) throw this.refused(`a tag <${element.name}> that does not end`);
    open.push(element);
    if (open.length > MAX_DEPTH) throw this.refused(`more than ${MAX_DEPTH} elements inside one another`);
    return null;
  }

  private endTag(open: XmlElement[]): XmlElement {
    this.at += 2;
    const name = this.name();
    const element = open.pop();
    this.space();
    if (!element || element.name !== name || !this.take(">"))
      throw this.refused(`</${name}> where <${element?.name ?? ""}> should end`);
    return element;
  }

  private attributes(): Attributes {
    const found: Attributes = [];
    const names = new Set<string>();
    for (;;) {
      const before = this.at;
      this.space();
      const next = this.text[this.at];
      if (next === ">" || next === "/" || next === undefined) return found;
      if (this.at === before) throw this.refused("an attribute without a space before it");
      const name = this.name();
      if (names.has(name)) throw this.refused(`the attribute ${name} twice on one element`);
      this.space();
      if (!this.take("=")) throw this.refused(`the attribute ${name} without a value`);
      this.space();
      names.add(name);
      this.count();
      found.push([name, this.quoted()]);
    }
  }

  private quoted(): string {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") throw this.refused("an attribute value without quotes");
    this.at++;
    const value = this.upTo(quote);
    if (this.at >= this.text.length) throw this.refused("an attribute value that does not end");
    if (value.includes("<")) throw this.refused("a “<” inside an attribute value");
    this.at++;
    return this.characters(value.replace(/[\n\t]/g, " "), true);
  }

  /** Resolves character references. In text, "]]>" may not stand outside CDATA. */
  private characters(raw: string, attribute: boolean): string {
    if (!attribute && raw.includes("]]>")) throw this.refused("a “]]>” outside CDATA");
    if (!raw.includes("&")) return raw;
    return raw.replace(/&([^;&\s]{0,32})(;?)/g, (whole, name: string, end: string) => {
      const known = end && (ENTITIES.get(name) ?? this.numbered(name));
      if (!known) throw this.refused(`the reference “${whole}”, which XML alone does not know`);
      return known;
    });
  }

  private numbered(name: string): string | null {
    const match = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name);
    if (!match) return null;
    const code = match[1] ? parseInt(match[1], 16) : Number(match[2]);
    const allowed =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 0x20 && code <= 0x10ffff && (code & ~1) !== 0xfffe);
    if (!allowed || (code >= 0xd800 && code <= 0xdfff)) return null;
    return String.fromCodePoint(code);
  }

  /** Comments, instructions and spaces around the root: nothing of theirs is kept. */
  private between(): void {
    for (;;) {
      this.space();
      if (this.text.startsWith("<!--", this.at)) this.until("-->", 4);
      else if (this.text.startsWith("<?", this.at)) this.until("?>", 2);
      else if (this.text.startsWith("<!", this.at)) throw this.declaration();
      else return;
    }
  }

  private addText(parent: XmlElement, text: string): void {
    if (text === "") return;
    const last = parent.children.at(-1);
    if (last && "text" in last) last.text += text;
    else this.add(parent, { text });
  }

  private add(parent: XmlElement, node: XmlNode): void {
    this.count();
    parent.children.push(node);
  }

  private count(): void {
    if (++this.nodes > MAX_NODES) throw this.refused(`more than ${MAX_NODES} elements and attributes`);
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const found = NAME.exec(this.text);
    if (!found) throw this.refused("a name that is none");
    this.at = NAME.lastIndex;
    return found[0];
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = SPACE.lastIndex;
  }

  private take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private upTo(end: string): string {
    const found = this.text.indexOf(end, this.at);
    const stop = found < 0 ? this.text.length : found;
    const part = this.text.slice(this.at, stop);
    this.at = stop;
    return part;
  }

  /** What stands between an opening of this length and the end mark. */
  private until(end: string, opening: number): string {
    const found = this.text.indexOf(end, this.at + opening);
    if (found < 0) throw this.refused(`no “${end}” for what begins here`);
    const part = this.text.slice(this.at + opening, found);
    this.at = found + end.length;
    return part;
  }

  private declaration() {
    if (this.text.startsWith("<!DOCTYPE", this.at))
      return this.refused("a document type (DOCTYPE). Exports have none, and none is followed");
    return this.refused("a declaration that does not belong there");
  }

  private refused(what: string) {
    const line = this.text.slice(0, this.at).split("\n").length;
    return unreadable(`Line ${line} of the XML has ${what}.`);
  }
}
