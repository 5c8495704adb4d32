import type { DriversOf } from "../../../../shared/boot-drivers.ts";
import { useBootDrivers } from "../../../parts/use-boot-drivers.ts";
import { useModels } from "../../models/models-state.ts";
import { NotHere } from "../drivers/media-drivers.tsx";
import { ModelMatrix } from "../drivers/model-matrix.tsx";
import { bootImageOf } from "./create-form.ts";
import { useFilled } from "./create-store.ts";

/** Whether the chosen boot image reaches disk and network of the target models. Nothing where there are no models. */
export function BootVerdicts() {
  const filled = useFilled();
  const models = useModels();
  if (!filled || !models.last?.length) return null;
  const of = chosenBy(filled);
  return of && <Verdicts key={JSON.stringify(of)} of={of} />;
}

function chosenBy(filled: NonNullable<ReturnType<typeof useFilled>>): DriversOf | null {
  const { draft, media } = filled;
  if (draft.bootFrom === "medium")
    return media.some(({ id }) => id === draft.bootMedia) ? { media: draft.bootMedia } : null;
  const image = bootImageOf(filled);
  return image && { path: draft.bootFile.trim(), index: image.index };
}

function Verdicts({ of }: { of: DriversOf }) {
  const answer = useBootDrivers(of);
  if (answer.status !== "here") return <NotHere answer={answer} />;
  return <ModelMatrix of={of} />;
}
