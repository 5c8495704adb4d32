import { engineFlags, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { formatFacts, formatTable } from "../table.ts";
import { chooseSequence } from "./choose.ts";

export const sequenceList: Command = {
  name: "sequence list",
  takes: "",
  words: [0, 0],
  summary: "Lists the task sequences",
  flags: engineFlags,
  async run({ station, output }) {
    await using engine = await station();
    const { sequences } = engine.snapshot();
    output.result(sequences, () =>
      formatTable(
        [
          { title: "Id", cell: ({ id }) => id },
          { title: "Name", cell: ({ name }) => name },
          { title: "Version", cell: ({ version }) => version },
          { title: "Steps", cell: ({ steps }) => steps.length, right: true },
        ],
        sequences,
      ),
    );
    return exitCodes.ok.code;
  },
};

export const sequenceShow: Command = {
  name: "sequence show",
  takes: "ID|NAME",
  words: [1, 1],
  summary: "Shows one task sequence with its steps and their variables",
  flags: engineFlags,
  async run({ station, output, given }) {
    await using engine = await station();
    const sequence = chooseSequence(engine.snapshot().sequences, given.words[0] ?? "");
    output.result(sequence, () => {
      const facts = formatFacts([
        ["Name", sequence.name],
        ["Version", sequence.version],
        ["Description", sequence.description || null],
        ["Hash", sequence.hash],
        ["Id", sequence.id],
      ]);
      const steps = sequence.steps.map((step, n) =>
        [
          `${n + 1}. ${step.name}  (${step.type})`,
          ...(step.action ? [`   ${step.action}`] : []),
          ...Object.entries(step.variables).map(([name, value]) => `   ${name} = ${value}`),
        ].join("\n"),
      );
      return [facts, ...steps].join("\n\n");
    });
    return exitCodes.ok.code;
  },
};
