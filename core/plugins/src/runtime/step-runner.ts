import "reflect-metadata";
import {
  PerennialError,
  toErrorData,
  type ErrorData,
  type Json,
  type Outcome,
  type StepType,
} from "@perennial/api";
import type { StepRun } from "@perennial/engine";
import { Lifecycle, container as root, type DependencyContainer } from "tsyringe";
import { ChildRenewal } from "./child-renewal.js";
import type { HostLink } from "./host-link.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import { placeOf } from "./place-of.js";
import { findNonJson, findPromise } from "./plain-json.js";
import { bindServices } from "./service-proxies.js";
import { stepCancellation } from "./step-cancellation.js";

/** Characters of a trace that are kept in the log. */
const MAX_TRACE = 8_000;

/** Runs one step in a container of its own. What it throws becomes a failed outcome. */
export async function runStep(
  plugin: LoadedPlugin,
  run: StepRun,
  host: HostLink,
): Promise<Outcome<Json>> {
  const container = root.createChildContainer();
  try {
    const renewal = new ChildRenewal(run, host, stepCancellation(host.cancellation));
    bindServices(container, host);
    for (const { token, choose } of plugin.provider(run.provider).bindings ?? []) {
      container.register(
        token.symbol,
        { useClass: choose(renewal as never) as new (...args: unknown[]) => unknown },
        { lifecycle: Lifecycle.ContainerScoped },
      );
    }
    const step = resolve(container, plugin.step(run.provider, run.step));
    const outcome: unknown = await step.run(renewal as never);
    const path = findNonJson(outcome, "outcome");
    if (path === undefined) return outcome as Outcome<Json>;
    const promise = findPromise(outcome, "outcome");
    throw new PerennialError("plugin.bad-outcome", {
      path: promise ?? path,
      kind: promise === undefined ? "other" : "promise",
    });
  } catch (error) {
    const trace = PerennialError.is(error) || !(error instanceof Error) ? undefined : error.stack;
    if (typeof trace === "string") host.log({ level: "warn", text: trace.slice(0, MAX_TRACE) });
    return { outcome: "failed", error: named(error, plugin.id, run.step) };
  } finally {
    await container.dispose();
  }
}

function resolve(
  container: DependencyContainer,
  type: StepType,
): { run(renewal: never): Promise<Outcome<unknown>> } {
  try {
    return container.resolve(
      type as unknown as new (...services: unknown[]) => InstanceType<StepType>,
    );
  } catch (error) {
    if (PerennialError.is(error)) throw error;
    throw new PerennialError(
      "plugin.injection-failed",
      { reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

/** What a plugin's code threw, in the plugin's name. */
export function named(error: unknown, plugin: string, step?: string): ErrorData {
  const found = toErrorData(error);
  // What is not a coded error is a mistake in the plugin, and not in Perennial.
  const data = PerennialError.is(error)
    ? found
    : {
        ...found,
        code: "plugin.unexpected",
        params: { ...found.params, plugin, place: placeOf(error) ?? "none" },
      };
  const plain = JSON.parse(JSON.stringify(data)) as ErrorData;
  const at = plain.step ?? step;
  return { ...plain, plugin: plain.plugin ?? plugin, ...(at === undefined ? {} : { step: at }) };
}
