import type { CommandDefinition } from "../../parse/definition.js";

export const auditShowDefinition: CommandDefinition = {
  name: "audit show",
  positionals: [{ name: "renewal" }],
  options: {
    last: { type: "string", value: "N" },
  },
  load: async () => (await import("./audit-show-command.js")).AuditShowCommand,
};
