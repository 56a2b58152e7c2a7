import { existsSync } from "node:fs";
import { PerennialError, toErrorData, type JsonObject } from "@perennial/api";
import { exitCodeOf, type ExitCode } from "../exit-code.js";
import type { Home } from "../home/home.js";
import type { LogFile } from "../log/log-file.js";
import { errorJson, showError } from "../output/render-error.js";
import { say } from "../output/say.js";
import type { Speech } from "./speech.js";

/**
 * Tells why a command ended, and logs it.
 * @param name of the command; empty if it is not known.
 * @returns the exit code.
 */
export async function report(thrown: unknown, name: string, speech: Speech): Promise<ExitCode> {
  const { out, texts, log, home, verbose } = speech;
  const error = gone(thrown, home) ?? expected(thrown) ?? unexpected(thrown, log);
  // The log lies in the home, which is not made anew to say that it is gone.
  if (error.code !== "cli.home-gone") {
    log.write(error.code === "internal.unexpected" ? "error" : "warn", "command.failed", {
      command: name,
      error: JSON.stringify(error),
    });
  }
  if (out.json) {
    out.data({ perennial: 1, command: name, error: await errorJson(error, texts) });
  } else {
    await showError(error, { out, texts, verbose });
    if (error.code === "internal.unexpected") {
      out.problem(await say(texts, "error.log", { path: log.path }), 2);
    }
    if (error.code.startsWith("usage.")) {
      const known = ({ ...error.params } as JsonObject)["command"];
      const meant = name === "" && typeof known === "string" ? known : name;
      const command = ["perennial", ...(meant === "" ? [] : [meant]), "--help"].join(" ");
      out.problem(await say(texts, "usage.help", { command }), 2);
    }
  }
  return exitCodeOf(error);
}

/** Somebody removed the folder while the command ran: whatever the journal says follows from that. */
function gone(thrown: unknown, { folder }: Home) {
  if (!PerennialError.is(thrown) || thrown.code !== "store.io") return undefined;
  if (existsSync(folder)) return undefined;
  return toErrorData(new PerennialError("cli.home-gone", { folder }, { cause: thrown }));
}

function expected(thrown: unknown) {
  if (!PerennialError.is(thrown) || thrown.code === "internal.unexpected") return undefined;
  return toErrorData(thrown);
}

/** The trace goes to the log, never to the screen. */
function unexpected(thrown: unknown, log: LogFile) {
  const trace = thrown instanceof Error ? (thrown.stack ?? "") : "";
  log.write("error", "unexpected", { trace });
  const data = toErrorData(thrown);
  return { ...data, code: "internal.unexpected", params: { ...data.params, log: log.path } };
}
