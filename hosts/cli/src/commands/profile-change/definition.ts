import type { CommandDefinition } from "../../parse/definition.js";

export const profileChangeDefinition: CommandDefinition = {
  name: "profile change",
  positionals: [{ name: "profile", required: true }],
  options: {
    set: { type: "string", multiple: true, value: "NAME=VALUE" },
    unset: { type: "string", multiple: true, value: "NAME" },
    certificate: { type: "string", multiple: true, value: "[ACCOUNT=]FILE" },
  },
  load: async () => (await import("./profile-change-command.js")).ProfileChangeCommand,
};
