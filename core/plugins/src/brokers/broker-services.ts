import {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  PerennialError,
  Requests,
  Secrets,
  Signatures,
  Tokens,
  Ui,
  type Json,
} from "@perennial/api";
import { Lifecycle, type DependencyContainer } from "tsyringe";
import type { RunnablePlugin } from "../process/runnable-plugin.js";
import type { StepContext, StepServices, StepServicesFactory } from "../process/step-services.js";
import type { CallValidator } from "./call-validator.js";
import { CertificatesBroker } from "./certificates-broker.js";
import { ClockBroker } from "./clock-broker.js";
import { FilesBroker } from "./files/files-broker.js";
import { HttpBroker } from "./http/http-broker.js";
import { HttpSessions } from "./http/http-sessions.js";
import { KeysBroker } from "./keys-broker.js";
import { RequestsBroker } from "./requests-broker.js";
import { SecretsBroker } from "./secrets-broker.js";
import { SignaturesBroker } from "./signatures/signatures-broker.js";
import { RunContext } from "./tokens.js";
import { TokensBroker } from "./tokens/tokens-broker.js";
import { UiBroker } from "./ui-broker.js";

const BROKERS = new Map<string, readonly [symbol, new (...services: never[]) => object]>([
  ["keys", [Keys.symbol, KeysBroker]],
  ["requests", [Requests.symbol, RequestsBroker]],
  ["tokens", [Tokens.symbol, TokensBroker]],
  ["certificates", [Certificates.symbol, CertificatesBroker]],
  ["signatures", [Signatures.symbol, SignaturesBroker]],
  ["http", [Http.symbol, HttpBroker]],
  ["files", [Files.symbol, FilesBroker]],
  ["clock", [Clock.symbol, ClockBroker]],
  ["ui", [Ui.symbol, UiBroker]],
  ["secrets", [Secrets.symbol, SecretsBroker]],
]);

/** The brokers in a container per renewal, and in it one per run of a step. */
export class BrokerServices implements StepServicesFactory {
  readonly #renewals = new Map<string, DependencyContainer>();
  #validator: CallValidator | undefined;

  /** @param host where the ports, the store, the home's folders and the limits are bound. */
  constructor(private readonly host: DependencyContainer) {}

  async open(context: StepContext): Promise<StepServices> {
    const container = this.#renewal(context).createChildContainer();
    container.register(RunContext, { useValue: context });
    for (const [symbol, type] of BROKERS.values()) {
      const useClass = type as new (...services: unknown[]) => object;
      container.register(symbol, { useClass }, { lifecycle: Lifecycle.ContainerScoped });
    }
    const validator = await this.#validate();
    return {
      call: (name, args) => {
        if (!validator.accepts(name, args)) throw badCall(context, name);
        return call(container, name, args);
      },
    };
  }

  async close(plugin: RunnablePlugin): Promise<void> {
    const prefix = keyOf(plugin);
    for (const [key, container] of this.#renewals) {
      if (!key.startsWith(prefix)) continue;
      this.#renewals.delete(key);
      await container.dispose();
    }
  }

  /** Ajv is loaded when the first step runs, not before. */
  async #validate(): Promise<CallValidator> {
    const { CallValidator } = await import("./call-validator.js");
    this.#validator ??= new CallValidator();
    return this.#validator;
  }

  #renewal({ plugin, run }: StepContext): DependencyContainer {
    const key = keyOf(plugin) + run.renewal;
    let container = this.#renewals.get(key);
    if (container === undefined) {
      container = this.host.createChildContainer();
      container.register(HttpSessions, { useValue: new HttpSessions() });
      this.#renewals.set(key, container);
    }
    return container;
  }
}

async function call(
  container: DependencyContainer,
  name: string,
  args: readonly unknown[],
): Promise<Json> {
  const [service = "", method = ""] = name.split(".");
  const broker = BROKERS.get(service);
  if (broker === undefined) throw new TypeError(`no broker serves ${name}`);
  const target = container.resolve<{
    readonly [method: string]: (...args: readonly unknown[]) => Promise<Json | undefined>;
  }>(broker[0]);
  return (await target[method]?.(...args)) ?? null;
}

function badCall({ plugin, run }: StepContext, name: string): PerennialError {
  return new PerennialError(
    "plugin.bad-call",
    { plugin: plugin.id, method: name.slice(0, 100) },
    { plugin: plugin.id, step: run.step, effect: "none" },
  );
}

function keyOf(plugin: RunnablePlugin): string {
  return `${plugin.id}@${plugin.version} `;
}
