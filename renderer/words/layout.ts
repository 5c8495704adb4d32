/** Words of what Configuration Manager's own files in a medium say. */
export const layoutWords = {
  layout: {
    kind: "Kind",
    title: "Configuration Manager",
    short: "ConfigMgr",
    mediaType: "MediaType",
    password: "Asks for a password",
    unattended: "Unattended",
    variables: "Variables.dat",
    variablesText: "{{size}}, kept as it is: only the PC can read it",
    variablesHash: "Its SHA-256",
    bootImage: "Boot image",
    packages: "Packages",
    package: "{{id}}: {{files}} files, {{size}}",
    notSaid: "not said",
  },
} as const;
