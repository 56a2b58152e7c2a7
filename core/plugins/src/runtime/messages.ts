import type { ErrorData, GuardRequest, Json, JsonObject, Outcome } from "@perennial/api";
import type { StepCallbacks, StepRun } from "@perennial/engine";
import { NotificationType, RequestType } from "vscode-jsonrpc/node";

// What the host and a plugin's process say to each other: JSON-RPC 2.0 over the child's file
// descriptor 3. Every answer of the child is checked by the host, which trusts nothing of it.

export interface InitializeParams {
  readonly plugin: string;
  readonly version: string;
  /** Absolute path of the plugin's main file. */
  readonly main: string;
  /** Providers and the names of their steps, as the manifest has them. */
  readonly providers: readonly { readonly id: string; readonly steps: readonly string[] }[];
}

export interface RunStepParams {
  /** Unguessable; names this run in everything the child asks for it. */
  readonly call: string;
  readonly run: StepRun;
}

export interface GuardParams {
  readonly provider: string;
  readonly request: GuardRequest;
}

export interface ServiceParams {
  readonly call: string;
  /** `<service>.<method>`, for example `keys.generate`. */
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface EffectParams {
  readonly call: string;
  readonly key: string;
}
export type BegunEffect = Awaited<ReturnType<StepCallbacks["beginEffect"]>>;

export interface LogParams {
  readonly level: "debug" | "info" | "warn";
  readonly text: string;
  readonly data?: JsonObject;
}

// host → child
export const Initialize = new RequestType<InitializeParams, null, ErrorData>("initialize");
export const RunStep = new RequestType<RunStepParams, Outcome<Json>, ErrorData>("runStep");
export const RunGuard = new RequestType<GuardParams, "allowed" | ErrorData, ErrorData>("guard");

// child → host
export const CallService = new RequestType<ServiceParams, Json, ErrorData>("service");
export const BeginEffect = new RequestType<
  EffectParams & { readonly intent: JsonObject },
  BegunEffect,
  ErrorData
>("effect/begin");
export const CompleteEffect = new RequestType<
  EffectParams & { readonly result: Json; readonly how: "performed" | "found" | "confirmed" },
  null,
  ErrorData
>("effect/complete");
export const ClearEffect = new RequestType<
  EffectParams & { readonly why: JsonObject },
  null,
  ErrorData
>("effect/clear");
export const DoubtEffect = new RequestType<
  EffectParams & { readonly canConfirm: boolean },
  null,
  ErrorData
>("effect/doubt");
export const LogLine = new NotificationType<LogParams>("log");
