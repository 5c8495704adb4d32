import { openDialog } from "../../view.ts";
import type { SecurityDialogOf } from "./security-dialogs.ts";

export const openSecurityDialog = (of: SecurityDialogOf) => openDialog({ kind: "security", of });
