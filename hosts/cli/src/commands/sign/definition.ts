import type { CommandDefinition } from "../../parse/definition.js";

export const signDefinition: CommandDefinition = {
  name: "sign",
  positionals: [
    { name: "files", required: true, variadic: true, describe: "argument.files-to-sign" },
  ],
  options: {
    key: { type: "string", value: "KEY", describe: "option.signing-key" },
    certificate: {
      type: "string",
      multiple: true,
      value: "FILE",
      describe: "option.signing-certificate",
    },
    format: { type: "string", choices: ["cades", "pades", "raw"] },
    attached: { type: "boolean" },
    hash: { type: "string", choices: ["sha256", "sha384", "sha512"] },
    output: { type: "string", value: "FILE", describe: "option.signature-output" },
    reason: { type: "string", value: "TEXT", describe: "option.signature-reason" },
    location: { type: "string", value: "TEXT", describe: "option.signature-location" },
    visible: { type: "string", value: "PAGE,PLACE" },
    force: { type: "boolean", describe: "option.signature-force" },
    "even-expired": { type: "boolean" },
  },
  load: async () => (await import("./sign-command.js")).SignCommand,
};
