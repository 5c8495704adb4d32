/** Who may import whom. Anything not drawn here fails `npm run check`. */
const { Visitor } = require("@swc/core/Visitor.js");

// The walker that ships with swc stops at a `using` statement; for imports it is a declaration like any other.
const visitStatement = Reflect.get(Visitor.prototype, "visitStatement");
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== "UsingDeclaration") return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

// The folder electron/ and the package "electron" share a name: packages are matched only inside node_modules.
const npm = (...names) => names.map((name) => `(^|/)node_modules/(@types/)?${name}/`);
const room = (name, path, mayImport, { node = false } = {}) => ({
  name,
  severity: "error",
  from: { path },
  to: { pathNot: [path, ...mayImport], ...(node && { dependencyTypesNot: ["core"] }) },
});
const ENGINE = "^electron/engine/";

module.exports = {
  forbidden: [
    room("shared-knows-nobody", "^shared/", npm("zod")),
    room("renderer-speaks-the-contract", "^renderer/", [
      "^shared/",
      ...npm(
        "react",
        "react-dom",
        "@mantine",
        "zustand",
        "zod",
        "i18next",
        "react-i18next",
        "uplot",
        "lucide-react",
        "@tanstack",
        "@fontsource-variable",
        "vite",
      ),
    ]),
    room("preload-is-a-hatch", "^electron/preload/", ["^shared/", ...npm("electron")]),
    room("main-is-a-shell", "^electron/main/", ["^shared/", ...npm("electron", "ws")], { node: true }),
    room("sequence-is-pure", `${ENGINE}sequence/`, [
      "^shared/",
      "^resources/",
      ...npm("fast-xml-parser", "zod"),
    ]),
    room("sequence-files-unpack", `${ENGINE}sequence-files/`, [
      "^shared/",
      `${ENGINE}sequence/`,
      "^(node:)?zlib$",
      ...npm("zod"),
    ]),
    room("sequence-library-keeps-versions", `${ENGINE}sequence-library/`, [
      "^shared/",
      `${ENGINE}sequence/`,
      `${ENGINE}sequence-files/`,
      "^(node:)?(fs/promises|path)$",
    ]),
    room("staging-asks-a-machine", `${ENGINE}staging/`, ["^shared/", `${ENGINE}sequence/`, `${ENGINE}boot/`]),
    room("boot-is-bytes", `${ENGINE}boot/`, ["^shared/"]),
    room(
      "machine-serves-staging",
      `${ENGINE}machine/`,
      [
        "^shared/",
        `${ENGINE}staging/`,
        `${ENGINE}boot/`,
        `${ENGINE}tool.ts`,
        `${ENGINE}refuse-links.ts`,
        ...npm("koffi", "drivelist", "zod"),
      ],
      { node: true },
    ),
    room("records-only-remember", `${ENGINE}records/`, ["^shared/", ...npm("better-sqlite3", "zod")], {
      node: true,
    }),
    room(
      "reports-only-read",
      `${ENGINE}reports/`,
      ["^shared/", ...npm("pdfkit", "bwip-js", "dejavu-fonts-ttf")],
      { node: true },
    ),
    room("models-are-judged", `${ENGINE}models/`, ["^shared/", `${ENGINE}records/records.ts`]),
    room(
      "media-keeps-the-library",
      `${ENGINE}media/`,
      [
        "^shared/",
        `${ENGINE}tool.ts`,
        `${ENGINE}refuse-links.ts`,
        ...npm("fast-xml-parser", "zod", "@peculiar"),
      ],
      { node: true },
    ),
    room(
      "content-brings-media-in",
      `${ENGINE}content/`,
      [
        "^shared/",
        `${ENGINE}media/`,
        `${ENGINE}records/records.ts`,
        `${ENGINE}(tasks|task-results|version).ts`,
        ...npm("zod"),
      ],
      { node: true },
    ),
    room(
      "cli-drives-the-engine-from-outside",
      `${ENGINE}cli/`,
      ["^shared/", `${ENGINE}client.ts`, `${ENGINE}home.ts`, ...npm("ws", "zod")],
      { node: true },
    ),
    room("client-speaks-the-contract", `${ENGINE}client.ts`, ["^shared/", ...npm("ws", "zod")], {
      node: true,
    }),
    room("api-serves-the-contract", `${ENGINE}api/`, ["^shared/", ...npm("ws", "zod")], { node: true }),
    {
      name: "only-the-engine-imports-the-engine",
      severity: "error",
      from: { pathNot: [ENGINE, "^test/"] },
      to: { path: ENGINE },
    },
    {
      name: "the-engine-never-imports-electron",
      severity: "error",
      from: { pathNot: ["^electron/main/", "^electron/preload/"] },
      to: { path: npm("electron")[0] },
    },
    { name: "nobody-imports-tests", severity: "error", from: { pathNot: "^test/" }, to: { path: "^test/" } },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
  },
};
