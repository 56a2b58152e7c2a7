import type { CommandDefinition } from "../../parse/definition.js";

export const profileAddDefinition: CommandDefinition = {
  name: "profile add",
  positionals: [{ name: "id", describe: "argument.new-profile" }],
  options: {
    provider: { type: "string", value: "PROVIDER" },
    set: { type: "string", multiple: true, value: "NAME=VALUE" },
    certificate: { type: "string", multiple: true, value: "[ACCOUNT=]FILE" },
    from: { type: "string", value: "FILE" },
    input: { type: "boolean", negated: true },
  },
  load: async () => (await import("./profile-add-command.js")).ProfileAddCommand,
};
