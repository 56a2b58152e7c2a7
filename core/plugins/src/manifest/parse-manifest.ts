import { message, type Message } from "@perennial/api";
import { isRecord } from "./navigate.js";
import type { PluginSource } from "./plugin-source.js";

/** The manifest as it stands, or why it cannot be read. */
export type ReadManifest =
  { readonly manifest: PluginSource["manifest"] } | { readonly problem: Message };

/** The manifest in a text, a byte order mark passed over as npm does. */
export function parseManifest(text: string): ReadManifest {
  try {
    const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isRecord(manifest)
      ? { manifest }
      : { problem: message("rule.manifest-file.not-an-object") };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: message("rule.manifest-file.not-json", { detail: error.message }) };
  }
}
