import { PerennialError, toPerennialError, type Json, type JsonObject } from "@perennial/api";
import type { MessageConnection, ResponseError } from "vscode-jsonrpc/node";
import type { ErrorData } from "@perennial/api";
import {
  BeginEffect,
  CallService,
  ClearEffect,
  CompleteEffect,
  DoubtEffect,
  LogLine,
} from "../runtime/messages.js";
import { toResponseError } from "../runtime/rpc-errors.js";
import type { ActiveRun } from "./active-run.js";
import type { HostLog } from "./host-log.js";
import type { CallSchemas } from "./call-schemas.js";
import { pluginSafe } from "./plugin-safe-error.js";

/** Which runs a child has, and what it is called in the log. */
interface Caller {
  readonly plugin: { readonly id: string };
  readonly runs: ReadonlyMap<string, ActiveRun>;
  sign(): void;
}

/** Answers what a child asks. Whatever it sends is checked before anything is done. */
export function answerChild(
  connection: MessageConnection,
  caller: Caller,
  schemas: CallSchemas,
  log: HostLog,
): void {
  const answer = async <T>(
    method: string,
    params: { readonly call: string },
    work: (run: ActiveRun) => Promise<T>,
  ): Promise<T | ResponseError<ErrorData>> => {
    let run: ActiveRun | undefined;
    try {
      if (!schemas.accepts(method, params)) {
        throw new PerennialError("plugin.bad-call", { plugin: caller.plugin.id, method });
      }
      run = caller.runs.get(params.call);
      if (run === undefined) {
        throw new PerennialError("plugin.run-over", { plugin: caller.plugin.id });
      }
      return await work(run);
    } catch (error) {
      const whole = toPerennialError(error);
      run?.withheld.keep(whole);
      return toResponseError(pluginSafe(whole));
    } finally {
      caller.sign();
    }
  };

  connection.onRequest(CallService, (params) =>
    answer<Json>("service", params, (run) => run.service(params.method, params.args)),
  );
  connection.onRequest(BeginEffect, (params) =>
    answer("effect/begin", params, (run) => run.beginEffect(params.key, params.intent)),
  );
  connection.onRequest(CompleteEffect, (params) =>
    answer("effect/complete", params, async (run) => {
      await run.completeEffect(params.key, params.result, params.how);
      return null;
    }),
  );
  connection.onRequest(ClearEffect, (params) =>
    answer("effect/clear", params, async (run) => {
      await run.clearEffect(params.key, params.why);
      return null;
    }),
  );
  connection.onRequest(DoubtEffect, (params) =>
    answer("effect/doubt", params, async (run) => {
      await run.doubtEffect(params.key, params.canConfirm);
      return null;
    }),
  );
  connection.onNotification(LogLine, (params) => {
    if (!schemas.accepts("log", params)) return;
    const data: JsonObject | undefined = params.data;
    log.write({
      plugin: caller.plugin.id,
      level: params.level,
      text: params.text,
      ...(data === undefined ? {} : { data }),
    });
  });
}
