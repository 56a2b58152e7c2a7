import type { OptionDefinition } from "./definition.js";

/** Options that every command takes. */
export const globalOptions: { readonly [name: string]: OptionDefinition } = {
  json: { type: "boolean" },
  home: { type: "string", value: "FOLDER" },
  lang: { type: "string", choices: ["en", "fr", "pl", "ro"] },
  color: { type: "boolean", negated: true },
  "plugin-dir": { type: "string", multiple: true, value: "FOLDER" },
  "passphrase-file": { type: "string", value: "FILE" },
  "pin-file": { type: "string", value: "FILE" },
  module: { type: "string", multiple: true, value: "PATH" },
  verbose: { type: "boolean" },
};
