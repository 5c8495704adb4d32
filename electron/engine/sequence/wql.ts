/** WQL, as far as conditions use it: SELECT … FROM class WHERE …. Text in, tree out. */

export type Literal = string | number | boolean | null;
export type WqlComparison = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type WqlWhere =
  | { node: "and" | "or"; left: WqlWhere; right: WqlWhere }
  | { node: "not"; of: WqlWhere }
  | { node: "compare"; property: string; operator: WqlComparison; value: Literal }
  | { node: "like"; property: string; pattern: string }
  | { node: "null"; property: string };

export interface WqlQuery {
  /** Upper or lower case as written; "*" for all. */
  properties: string[];
  className: string;
  where: WqlWhere | null;
}

/** A query that cannot be read. `message` goes on after “the query ”. */
export class WqlError extends Error {
  override readonly name = "WqlError";
}

const MAX_QUERY = 16_384;
const MAX_DEPTH = 100;
const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>[-+]?\d+(?:\.\d+)?(?![\w.]))|(?<word>[A-Za-z_][\w.]*)|(?<mark><=|>=|<>|!=|[=<>(),*]))/y;

/** @throws WqlError for what is not SELECT … FROM … [WHERE …] (ASSOCIATORS OF, JOIN, WITHIN, functions) */
export function parseWql(query: string): WqlQuery {
  if (query.length > MAX_QUERY) throw new WqlError(`is longer than ${MAX_QUERY} characters`);
  const parser = new Parser(tokens(query));
  return parser.query();
}

interface Token {
  kind: "string" | "number" | "word" | "mark" | "end";
  text: string;
}

function tokens(query: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = query.trimEnd().replace(/;$/, "");
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new WqlError(`cannot be read from “${text.slice(at, at + 20).trim()}” on`);
    if (groups["string"] !== undefined) {
      const inner = groups["string"].slice(1, -1).replace(/\\(.)/g, "$1");
      found.push({ kind: "string", text: inner });
    } else if (groups["number"] !== undefined) found.push({ kind: "number", text: groups["number"] });
    else if (groups["word"] !== undefined) found.push({ kind: "word", text: groups["word"] });
    else found.push({ kind: "mark", text: groups["mark"] ?? "" });
  }
  return found;
}

const END: Token = { kind: "end", text: "" };

class Parser {
  private at = 0;
  private depth = 0;
  private readonly list: readonly Token[];
  constructor(list: readonly Token[]) {
    this.list = list;
  }

  query(): WqlQuery {
    if (!this.word("select")) throw new WqlError("does not begin with SELECT");
    const properties = [this.property()];
    while (this.mark(",")) properties.push(this.property());
    if (!this.word("from")) throw new WqlError("has no FROM");
    const className = this.identifier();
    const where = this.word("where") ? this.or() : null;
    if (this.next().kind !== "end")
      throw new WqlError(`goes on with “${this.next().text}”, which is not read`);
    return { properties, className, where };
  }

  private property(): string {
    return this.mark("*") ? "*" : this.identifier();
  }

  private or(): WqlWhere {
    let left = this.and();
    while (this.word("or")) left = { node: "or", left, right: this.and() };
    return left;
  }

  private and(): WqlWhere {
    let left = this.not();
    while (this.word("and")) left = { node: "and", left, right: this.not() };
    return left;
  }

  private not(): WqlWhere {
    if (++this.depth > MAX_DEPTH) throw new WqlError("is nested too deeply");
    let result: WqlWhere;
    if (this.word("not")) result = { node: "not", of: this.not() };
    else if (this.mark("(")) {
      result = this.or();
      if (!this.mark(")")) throw new WqlError("has an open parenthesis");
    } else result = this.comparison();
    this.depth--;
    return result;
  }

  private comparison(): WqlWhere {
    const first = this.next();
    if (first.kind === "string" || first.kind === "number") return this.turned(this.literal());
    const property = this.identifier();
    const negated = this.word("not");
    if (this.word("like")) {
      const pattern = this.next();
      if (pattern.kind !== "string") throw new WqlError("has LIKE without a text in quotes");
      this.at++;
      return negate(negated, { node: "like", property, pattern: pattern.text });
    }
    if (this.word("is")) {
      const not = this.word("not");
      if (!this.word("null")) throw new WqlError("has IS without NULL");
      return negate(not !== negated, { node: "null", property });
    }
    if (negated) throw new WqlError("has NOT in a place where it means nothing");
    const operator = this.operator();
    const value = this.literal();
    if (value === null) return nullComparison(property, operator);
    return { node: "compare", property, operator, value };
  }

  /** `'x' = Model` means `Model = 'x'`. */
  private turned(value: Literal): WqlWhere {
    const operator = this.operator();
    const mirrored = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
    return { node: "compare", property: this.identifier(), operator: mirrored[operator], value };
  }

  private operator(): WqlComparison {
    const { kind, text } = this.next();
    this.at++;
    if (kind === "mark" && text === "!=") return "<>";
    if (kind === "mark" && (text === "=" || text === "<>" || text === "<" || text === "<=")) return text;
    if (kind === "mark" && (text === ">" || text === ">=")) return text;
    throw new WqlError(text === "" ? "ends too early" : `has “${text}” where a comparison should be`);
  }

  private literal(): Literal {
    const token = this.next();
    this.at++;
    if (token.kind === "string") return token.text;
    if (token.kind === "number") return Number(token.text);
    const word = token.kind === "word" ? token.text.toLowerCase() : "";
    if (word === "true" || word === "false") return word === "true";
    if (word === "null") return null;
    throw new WqlError(token.text === "" ? "ends too early" : `has “${token.text}” where a value should be`);
  }

  private identifier(): string {
    const token = this.next();
    if (token.kind !== "word")
      throw new WqlError(token.text === "" ? "ends too early" : `has “${token.text}” where a name should be`);
    this.at++;
    return token.text;
  }

  private next(): Token {
    return this.list[this.at] ?? END;
  }

  private word(wanted: string): boolean {
    return this.take("word", wanted);
  }
  private mark(wanted: string): boolean {
    return this.take("mark", wanted);
  }
  private take(kind: Token["kind"], wanted: string): boolean {
    const token = this.next();
    if (token.kind !== kind || token.text.toLowerCase() !== wanted) return false;
    this.at++;
    return true;
  }
}

function nullComparison(property: string, operator: WqlComparison): WqlWhere {
  if (operator !== "=" && operator !== "<>") throw new WqlError("compares NULL with less or greater");
  return negate(operator === "<>", { node: "null", property });
}

function negate(negated: boolean, where: WqlWhere): WqlWhere {
  return negated ? { node: "not", of: where } : where;
}
