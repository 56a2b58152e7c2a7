import {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  Requests,
  Secrets,
  Signatures,
  Tokens,
  Ui,
} from "@perennial/api";
import assert from "node:assert/strict";
import "reflect-metadata";
import { container } from "tsyringe";
import { SERVICE_SCHEMAS } from "../brokers/service-schemas.js";
import type { HostLink } from "./host-link.js";
import { bindServices } from "./service-proxies.js";

describe("The services that a plugin's process has", () => {
  it("offer exactly the methods that the host answers", async () => {
    const called: string[] = [];
    const host = {
      service: async (method: string) => {
        called.push(method);
        return null;
      },
    } as unknown as HostLink;
    const child = container.createChildContainer();
    bindServices(child, host);
    const services = [
      Certificates,
      Clock,
      Files,
      Http,
      Keys,
      Requests,
      Secrets,
      Signatures,
      Tokens,
      Ui,
    ];
    for (const { symbol } of services) {
      const proxy = child.resolve<{ readonly [method: string]: () => Promise<unknown> }>(symbol);
      for (const method of Object.values(proxy)) await method();
    }
    assert.deepEqual(called.sort(), Object.keys(SERVICE_SCHEMAS).sort());
  });
});
