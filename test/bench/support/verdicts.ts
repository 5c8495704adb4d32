/** One line of a bench's table: ours beside theirs, and what is asked. */
interface Line {
  drives: number;
  what: string;
  ours: string;
  theirs: string;
  ratio: string;
  asked: string;
  verdict: string;
}

/** The table of a bench. Every figure is of this one run on this one machine; only the ratios mean something elsewhere. */
export class Verdicts {
  readonly #lines: Line[] = [];

  /** How many times faster we were than they. */
  faster(
    drives: number,
    what: string,
    ourSeconds: number,
    theirSeconds: number,
    atLeast: number | null,
  ): void {
    const ratio = theirSeconds / ourSeconds;
    const [ours, theirs] = [`${ourSeconds.toFixed(2)} s`, `${theirSeconds.toFixed(2)} s`];
    this.#add({ drives, what, ours, theirs, ratio, atLeast, atMost: null });
  }

  /** A figure of ours that is to stay below. */
  atMost(
    drives: number,
    what: string,
    ours: number,
    unit: string,
    atMost: number | null,
    theirs?: number,
  ): void {
    const shown = (value: number) => `${value.toFixed(2)} ${unit}`;
    const beside = theirs === undefined ? "" : shown(theirs);
    this.#add({ drives, what, ours: shown(ours), theirs: beside, ratio: ours, atLeast: null, atMost });
  }

  /** A ratio that has no seconds of its own. */
  atLeast(drives: number, what: string, ours: string, theirs: string, ratio: number, atLeast: number): void {
    this.#add({ drives, what, ours, theirs, ratio, atLeast, atMost: null });
  }

  /** Words of ours that no figure judges. */
  told(drives: number, what: string, words: string): void {
    this.#show({ drives, what, ours: words, theirs: "", ratio: "", asked: "", verdict: "" });
  }

  /** What could not be measured here, and why. */
  skipped(drives: number, what: string, why: string): void {
    this.#show({ drives, what, ours: "", theirs: "", ratio: "", asked: "", verdict: `skipped: ${why}` });
  }

  print(title: string): void {
    console.log(`\n${title}`);
    console.log(rowOf(HEADER));
    for (const line of this.#lines) console.log(rowOf(line));
  }

  #add(figure: {
    drives: number;
    what: string;
    ours: string;
    theirs: string;
    ratio: number;
    atLeast: number | null;
    atMost: number | null;
  }): void {
    const { drives, what, ours, theirs, ratio, atLeast, atMost } = figure;
    const passed = (atLeast === null || ratio >= atLeast) && (atMost === null || ratio <= atMost);
    const asked = atLeast === null ? (atMost === null ? "" : `≤ ${atMost}`) : `≥ ${atLeast}`;
    const verdict = asked === "" ? "" : passed ? "PASS" : "below";
    this.#show({ drives, what, ours, theirs, ratio: ratio.toFixed(2), asked, verdict });
  }

  /** At once as well: a long run is watched. */
  #show(line: Line): void {
    this.#lines.push(line);
    console.log(rowOf(line));
  }
}

const HEADER = {
  drives: "drives",
  what: "what",
  ours: "ours",
  theirs: "theirs",
  ratio: "ratio",
  asked: "asked",
  verdict: "",
};

function rowOf({ drives, what, ours, theirs, ratio, asked, verdict }: typeof HEADER | Line): string {
  const cells = [String(drives).padStart(6), what.padEnd(52), ours.padStart(11), theirs.padStart(11)];
  return [...cells, ratio.padStart(7), asked.padStart(8), ` ${verdict}`].join(" ").trimEnd();
}
