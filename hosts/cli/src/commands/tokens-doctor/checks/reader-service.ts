import { connect } from "node:net";
import { pcscdSocket } from "@perennial/hardware";
import type { Check } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";

/** Milliseconds. */
const limit = 2_000;

/** Whether the service that drives card readers answers: pcscd on Linux; elsewhere the system has it. */
export const readerService: Check<TokensExamined> = {
  id: "reader-service",
  async run({ io, platform }) {
    if (platform !== "linux") return [{ severity: "ok", what: "built-in" }];
    const path = pcscdSocket(io.env);
    const problem = await answers(path);
    if (problem === undefined) return [{ severity: "ok", what: "ok", args: { path } }];
    return [{ severity: "warning", what: "absent", args: { path, problem } }];
  },
};

/** @returns why it does not. */
function answers(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const client = connect({ path });
    client.setTimeout(limit, () => end("ETIMEDOUT"));
    client.once("connect", () => end(undefined));
    client.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    function end(problem: string | undefined): void {
      client.destroy();
      resolve(problem);
    }
  });
}
