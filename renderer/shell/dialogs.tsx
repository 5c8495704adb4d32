import { RecordDialog } from "../parts/record-dialog.tsx";
import { CloseBatchDialog } from "../screens/batches/close-batch-dialog.tsx";
import { CharacterDialog } from "../screens/bench/character-dialog.tsx";
import { ClearDialog } from "../screens/bench/clear-dialog.tsx";
import { RetryDialog } from "../screens/bench/retry-dialog.tsx";
import { StartDialog } from "../screens/bench/start/start-dialog.tsx";
import { CancelAllDialog, CancelJobDialog } from "../screens/bench/stop-dialogs.tsx";
import { TeachDialog } from "../screens/bench/teach-dialog.tsx";
import { LeaveCreateDialog } from "../screens/media/create/leave-create-dialog.tsx";
import { DeleteMediaDialog } from "../screens/media/delete-media-dialog.tsx";
import { ImportDialog } from "../screens/media/import-dialog.tsx";
import { LocationDialog } from "../screens/media/locations/location-dialog.tsx";
import { RemoveLocationDialog } from "../screens/media/locations/remove-location-dialog.tsx";
import { ModelDialog } from "../screens/models/model-dialog.tsx";
import { DeleteSequenceDialog } from "../screens/sequences/delete-sequence-dialog.tsx";
import { LeaveDialog } from "../screens/sequences/editor/leave-dialog.tsx";
import { SaveEditedDialog } from "../screens/sequences/editor/save-edited-dialog.tsx";
import { ImportSequenceDialog } from "../screens/sequences/import-sequence-dialog.tsx";
import { NewSequenceDialog } from "../screens/sequences/new-sequence-dialog.tsx";
import { SaveSequenceDialog } from "../screens/sequences/save-sequence-dialog.tsx";
import { SecurityDialog } from "../screens/security/security-dialog.tsx";
import { assertNever } from "../../shared/fault.ts";
import { useView, type OpenDialog } from "../view.ts";
import { HelpDialog } from "./help-dialog.tsx";
import { StationSettingsDialog } from "./station-settings-dialog.tsx";

/** The dialog that is open, if one is. */
export function Dialogs() {
  const dialog = useView((view) => view.dialog);
  if (!dialog) return null;
  return isOfStation(dialog) ? <OfStation dialog={dialog} /> : <Shown dialog={dialog} />;
}

/** What is set for the whole station, and the list of keys. */
type StationDialog = Extract<OpenDialog, { kind: "help" | "security" | "station-settings" }>;

function isOfStation(dialog: OpenDialog): dialog is StationDialog {
  return dialog.kind === "help" || dialog.kind === "security" || dialog.kind === "station-settings";
}

function OfStation({ dialog }: { dialog: StationDialog }) {
  if (dialog.kind === "help") return <HelpDialog />;
  return dialog.kind === "security" ? <SecurityDialog of={dialog.of} /> : <StationSettingsDialog />;
}

function Shown({ dialog }: { dialog: Exclude<OpenDialog, StationDialog> }) {
  switch (dialog.kind) {
    case "start":
      return <StartDialog />;
    case "cancel-job":
      return <CancelJobDialog job={dialog.job} />;
    case "cancel-all":
      return <CancelAllDialog />;
    case "retry":
      return <RetryDialog batch={dialog.batch} />;
    case "clear":
      return <ClearDialog bay={dialog.bay} identity={dialog.identity} />;
    case "character":
      return <CharacterDialog bay={dialog.bay} />;
    case "teach":
      return <TeachDialog />;
    case "record":
      return <RecordDialog job={dialog.job} batch={dialog.batch} />;
    case "import":
      return <ImportDialog />;
    case "import-sequence":
      return <ImportSequenceDialog />;
    case "delete-sequence":
      return <DeleteSequenceDialog sequence={dialog.sequence} />;
    case "save-sequence":
      return <SaveSequenceDialog sequence={dialog.sequence} edits={dialog.edits} comment={dialog.comment} />;
    case "new-sequence":
      return <NewSequenceDialog />;
    case "save-edited":
      return <SaveEditedDialog />;
    case "leave-editor":
      return <LeaveDialog leave={dialog.leave} />;
    case "location":
      return <LocationDialog location={dialog.location} />;
    case "remove-location":
      return <RemoveLocationDialog location={dialog.location} name={dialog.name} />;
    case "delete-media":
      return <DeleteMediaDialog media={dialog.media} />;
    case "model":
      return <ModelDialog model={dialog.model} />;
    case "leave-create":
      return <LeaveCreateDialog />;
    case "close-batch":
      return <CloseBatchDialog batch={dialog.batch} />;
    default:
      return assertNever(dialog);
  }
}
