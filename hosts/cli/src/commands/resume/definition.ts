import type { CommandDefinition } from "../../parse/definition.js";

export const resumeDefinition: CommandDefinition = {
  name: "resume",
  positionals: [{ name: "renewals", variadic: true }],
  options: {
    answers: { type: "string", value: "FILE" },
    wait: { type: "boolean" },
    "wait-for": { type: "string", value: "DURATION" },
    "back-to": { type: "string", value: "STEP" },
    input: { type: "boolean", negated: true },
  },
  load: async () => (await import("./resume-command.js")).ResumeCommand,
};
