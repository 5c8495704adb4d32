/** The dialogs of signatures and trust. */
export type SecurityDialogOf =
  | { kind: "create" }
  | { kind: "import" }
  | { kind: "trust-file" }
  | { kind: "trust-medium"; media: string }
  | { kind: "trust-own"; certificate: string }
  | { kind: "untrust"; fingerprint: string; name: string }
  | { kind: "remove"; certificate: string; name: string };
