import { AskDialog } from "../../parts/ask-dialog.tsx";
import { useWords } from "../../translate.ts";
import { CreateCertificateDialog } from "./create-certificate-dialog.tsx";
import { ImportCertificateDialog } from "./import-certificate-dialog.tsx";
import type { SecurityDialogOf } from "./security-dialogs.ts";
import { securityChanged } from "./security-state.ts";
import { TrustDialog } from "./trust-dialog.tsx";

/** The dialog of signatures and trust that is open. */
export function SecurityDialog({ of }: { of: SecurityDialogOf }) {
  const t = useWords();
  switch (of.kind) {
    case "create":
      return <CreateCertificateDialog />;
    case "import":
      return <ImportCertificateDialog />;
    case "trust-file":
      return <TrustDialog source={null} />;
    case "trust-medium":
      return <TrustDialog source={{ from: "medium", media: of.media }} />;
    case "trust-own":
      return <TrustDialog source={{ from: "station", certificate: of.certificate }} />;
    case "untrust":
      return (
        <AskDialog
          title={t("certificate.untrustTitle", { name: of.name })}
          text={t("certificate.untrustText")}
          go={t("certificate.untrustGo")}
          command={async (client) => {
            await client.untrustCertificate({ fingerprint: of.fingerprint });
            securityChanged();
          }}
        />
      );
    case "remove":
      return (
        <AskDialog
          title={t("certificate.removeTitle", { name: of.name })}
          text={t("certificate.removeText")}
          go={t("certificate.removeGo")}
          command={async (client) => {
            await client.removeCertificate({ certificate: of.certificate });
            securityChanged();
          }}
        />
      );
  }
}
