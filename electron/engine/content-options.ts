import { LocationInput } from "../../shared/content.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { ServeOptions } from "./content/serve-library.ts";

const PORT = 7780;

/** The engine's flags about serving its library, as `parseArgs` wants them. */
export const contentFlags = {
  content: { type: "boolean", default: false },
  "content-port": { type: "string" },
  "content-host": { type: "string", default: "127.0.0.1" },
  "content-site": { type: "string" },
  "content-parent-site": { type: "string" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
} as const;

interface Values {
  content: boolean;
  "content-port"?: string | undefined;
  "content-host": string;
  "content-site"?: string | undefined;
  "content-parent-site"?: string | undefined;
  "tls-cert"?: string | undefined;
  "tls-key"?: string | undefined;
}

/** Null when the library is not to be served. @throws StagingFault bad-input */
export function readContentOptions(values: Values): ServeOptions | null {
  const { "tls-cert": cert, "tls-key": key, "content-port": portText = String(PORT) } = values;
  if (!values.content) return null;
  if ((cert === undefined) !== (key === undefined)) throw bad("--tls-cert and --tls-key belong together");
  const port = Number(portText);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) throw bad(`--content-port is “${portText}”`);
  return {
    host: values["content-host"],
    port,
    tls: cert !== undefined && key !== undefined ? { cert, key } : null,
    site: siteOf(values["content-site"], "--content-site") ?? "",
    parentSite: siteOf(values["content-parent-site"], "--content-parent-site"),
  };
}

function siteOf(text: string | undefined, flag: string): string | null {
  if (text === undefined) return null;
  const { success, data, error } = LocationInput.shape.site.safeParse(text);
  if (!success) throw bad(`${flag} is “${text}”: ${error.issues[0]?.message ?? ""}`);
  return data;
}

function bad(message: string): StagingFault {
  return new StagingFault("bad-input", `${message.replace(/\.$/, "")}.`);
}
