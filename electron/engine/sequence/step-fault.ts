import { StagingFault } from "../../../shared/fault.ts";

type Named = { name: string };

/** The sequence contradicts itself at this step. `what` goes on after the step's name. */
export function invalidStep(step: Named, what: string): StagingFault {
  return new StagingFault("sequence-invalid", `Step “${step.name}”: ${what}.`);
}

/** The step is right, and more than a bench can do. */
export function unsupportedStep(step: Named, what: string): StagingFault {
  return new StagingFault(
    "sequence-step-unsupported",
    `Step “${step.name}”: this station cannot do ${what}.`,
  );
}

/** The same, with the sentence going on after the step's name. */
export function refusedStep(step: Named, what: string): StagingFault {
  return new StagingFault("sequence-step-unsupported", `Step “${step.name}” ${what}.`);
}
