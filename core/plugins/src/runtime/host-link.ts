import type { Json, JsonObject } from "@perennial/api";
import type { CancellationToken, MessageConnection } from "vscode-jsonrpc/node";
import {
  BeginEffect,
  CallService,
  ClearEffect,
  CompleteEffect,
  DoubtEffect,
  LogLine,
  type BegunEffect,
  type LogParams,
} from "./messages.js";
import { fromResponseError } from "./rpc-errors.js";

/** What one run of a step asks of the host. */
export class HostLink {
  constructor(
    private readonly connection: MessageConnection,
    private readonly call: string,
    readonly cancellation: CancellationToken,
  ) {}

  service(method: string, args: readonly unknown[]): Promise<Json> {
    return coded(this.connection.sendRequest(CallService, { call: this.call, method, args }));
  }

  beginEffect(key: string, intent: JsonObject): Promise<BegunEffect> {
    return coded(this.connection.sendRequest(BeginEffect, { call: this.call, key, intent }));
  }

  async completeEffect(
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
  ): Promise<void> {
    await coded(this.connection.sendRequest(CompleteEffect, { call: this.call, key, result, how }));
  }

  async clearEffect(key: string, why: JsonObject): Promise<void> {
    await coded(this.connection.sendRequest(ClearEffect, { call: this.call, key, why }));
  }

  async doubtEffect(key: string, canConfirm: boolean): Promise<void> {
    await coded(this.connection.sendRequest(DoubtEffect, { call: this.call, key, canConfirm }));
  }

  log(line: LogParams): void {
    // A line that cannot be sent is lost together with the link, which ends this process.
    void this.connection.sendNotification(LogLine, line);
  }
}

async function coded<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw fromResponseError(error);
  }
}
