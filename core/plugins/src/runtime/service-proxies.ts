import {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  Log,
  Requests,
  Secrets,
  Signatures,
  Tokens,
  Ui,
  type JsonObject,
  type Token,
} from "@perennial/api";
import type { DependencyContainer } from "tsyringe";
import type { HostLink } from "./host-link.js";

/** Services of the host and their methods; the host checks every call again. */
const SERVICES: readonly (readonly [Token<unknown>, readonly string[]])[] = [
  [Keys, ["newId", "generate", "find"]],
  [Tokens, ["look", "adopt"]],
  [Requests, ["create", "read", "checkProfile"]],
  [Certificates, ["read", "chain", "checkProfile", "prove", "install", "record"]],
  [Signatures, ["verifyCms", "sign", "inspect"]],
  [Http, ["request", "proxy", "cookies", "restore", "close"]],
  [Files, ["read", "save", "list", "backUp", "findBackup"]],
  [Clock, ["now", "addBusinessDays", "addBusinessHours", "isBusinessDay"]],
  [Ui, ["progress", "note"]],
  [Secrets, ["find", "forget"]],
];

/** Binds the api's tokens to proxies that call the host. */
export function bindServices(container: DependencyContainer, host: HostLink): void {
  for (const [service, methods] of SERVICES) {
    const proxy = Object.fromEntries(
      methods.map((method) => [
        method,
        (...args: readonly unknown[]) => host.service(`${service.description}.${method}`, args),
      ]),
    );
    container.register(service.symbol, { useValue: proxy });
  }
  container.register<Log>(Log.symbol, { useValue: logOf(host) });
}

function logOf(host: HostLink): Log {
  const write = (level: "debug" | "info" | "warn") => (text: string, data?: JsonObject) =>
    host.log({ level, text, ...(data === undefined ? {} : { data }) });
  return { debug: write("debug"), info: write("info"), warn: write("warn") };
}
