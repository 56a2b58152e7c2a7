import {
  PerennialError,
  type ErrorData,
  type HttpRequest,
  type HttpResponse,
  type Permissions,
} from "@perennial/api";
import assert from "node:assert/strict";
import { TestWorld } from "../test-support.js";
import { HttpBroker } from "./http-broker.js";
import { TestServer, serverIdentity } from "./test-server.js";

/** For tests: a plugin's way to two servers on loopback, of which it may talk to the first. */
export class HttpScene {
  broker: HttpBroker;

  private constructor(
    readonly world: TestWorld,
    readonly server: TestServer,
    readonly other: TestServer,
  ) {
    this.broker = this.#usual();
  }

  static async open(): Promise<HttpScene> {
    const identity = await serverIdentity();
    const servers = [TestServer.listen(identity), TestServer.listen(identity)] as const;
    const [server, other] = await Promise.all(servers);
    const world = await TestWorld.open();
    return new HttpScene(world, server, other);
  }

  /** As it was in the beginning: nothing seen, no limits and secrets changed, a new broker. */
  reset(): void {
    this.server.seen.length = 0;
    this.other.seen.length = 0;
    this.world.limits();
    this.world.secrets.set("meridian/password", "correct horse");
    this.broker = this.#usual();
  }

  brokerOf(permissions: Permissions, profile = {}): HttpBroker {
    const values = { url: this.server.url, ...profile };
    return this.world.broker(HttpBroker, permissions, { profile: values });
  }

  request(more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
    const { url, identity } = this.server;
    return this.broker.request({
      session: "s",
      method: "GET",
      url,
      roots: [identity.root],
      ...more,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.server.close(), this.other.close(), this.world.close()]);
  }

  #usual(): HttpBroker {
    return this.brokerOf({ network: ["profile:url"], secrets: ["password"] });
  }
}

export function text({ body }: HttpResponse): string {
  return Buffer.from(body, "base64").toString();
}

/** The error that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<ErrorData> {
  try {
    await promise;
  } catch (error) {
    assert.ok(PerennialError.is(error), String(error));
    return error.toJSON();
  }
  throw new assert.AssertionError({ message: "it did not fail" });
}
