import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Exchange } from "./exchange.js";
import type { Fault, Faults } from "./faults.js";
import { errorPage } from "./html.js";
import { PortalError } from "./portal-error.js";
import type { Reply } from "./reply.js";
import { findRoute, type Route } from "./router.js";

/** A server certificate with its key, PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

export interface PortalServerOptions {
  /** First part of the names of its endpoints, for faults: `order`. */
  readonly name: string;
  readonly routes: readonly Route[];
  readonly identity: TlsIdentity;
  /** What the fault `wrong-certificate` presents. */
  readonly wrongIdentity: TlsIdentity;
  readonly faults: Faults;
  /** 0 for any free one. */
  readonly port: number;
  /** An error that no portal should have. */
  readonly onError: (error: unknown) => void;
}

/** The faults that a request meets after the handshake. */
const requestFaults = ["500", "429", "503", "slow", "truncated", "reset"] as const;

/** A portal on HTTPS at 127.0.0.1, with faults on demand. */
export class PortalServer {
  readonly #server: Server;
  /** The TCP sockets under the TLS connections, by the client's port: only those can be reset. */
  readonly #sockets = new Map<number, Socket>();

  private constructor(private readonly options: PortalServerOptions) {
    this.#server = createServer({ ...options.identity, minVersion: "TLSv1.2" });
    this.#server.prependListener("connection", (socket: Socket) => this.#meet(socket));
    this.#server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch((error: unknown) => {
        options.onError(error);
        response.destroy();
      });
    });
  }

  static async start(options: PortalServerOptions): Promise<PortalServer> {
    const portal = new PortalServer(options);
    portal.#server.listen(options.port, "127.0.0.1");
    await once(portal.#server, "listening");
    return portal;
  }

  /** Base address with a slash at the end. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `https://127.0.0.1:${port}/`;
  }

  /** Closes idle connections, so that the next request shakes hands anew. */
  closeIdleConnections(): void {
    this.#server.closeIdleConnections();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets.values()) socket.destroy();
    await closed;
  }

  #meet(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.#sockets.set(port, socket);
    socket.once("close", () => this.#sockets.delete(port));
    const { name, faults, identity, wrongIdentity } = this.options;
    const wrong = faults.take(name, ["wrong-certificate"]) !== undefined;
    this.#server.setSecureContext({ ...(wrong ? wrongIdentity : identity), minVersion: "TLSv1.2" });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "https://portal.invalid").pathname;
    const match = findRoute(this.options.routes, request.method ?? "GET", path);
    const endpoint = match?.route.endpoint ?? `${this.options.name}.unknown`;
    const fault = this.options.faults.take(endpoint, requestFaults);
    const answer =
      fault === undefined || fault.processed
        ? await this.#answer(request, match)
        : await refuse(request);
    await this.#send(request, response, answer, fault);
  }

  async #answer(request: IncomingMessage, match: ReturnType<typeof findRoute>): Promise<Reply> {
    try {
      const exchange = await Exchange.read(request);
      if (match === undefined) throw new PortalError(404, "page.unknown", "There is no such page.");
      return await match.route.handle(exchange, match.parameters);
    } catch (error) {
      if (error instanceof PortalError) return errorPage(error);
      this.options.onError(error);
      return errorPage(new PortalError(500, "portal.failed", "The portal has failed."));
    }
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Reply,
    fault: Fault | undefined,
  ): Promise<void> {
    const body = request.method === "HEAD" ? Buffer.alloc(0) : answer.body;
    const head = { ...answer.headers, "content-length": String(answer.body.length) };
    switch (fault?.kind) {
      case "reset":
        this.#reset(request);
        return;
      case "truncated":
        response.writeHead(answer.status, { ...head, connection: "close" });
        response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
          request.socket.destroy();
        });
        return;
      case "500":
      case "429":
      case "503":
        send(response, busyPage(fault));
        return;
      case "slow":
        await delay(fault.milliseconds);
        break;
      default:
    }
    response.writeHead(answer.status, head);
    response.end(body);
  }

  #reset(request: IncomingMessage): void {
    const socket = this.#sockets.get(request.socket.remotePort ?? 0);
    if (socket === undefined) request.socket.destroy();
    else socket.resetAndDestroy();
  }
}

/** Reads a request without carrying it out. */
async function refuse(request: IncomingMessage): Promise<Reply> {
  await Exchange.read(request);
  return errorPage(new PortalError(500, "portal.failed", "The portal has failed."));
}

function busyPage(fault: Fault): Reply {
  const status = Number(fault.kind);
  if (status === 500)
    return errorPage(new PortalError(500, "portal.failed", "The portal has failed."));
  return errorPage(
    new PortalError(status, "portal.busy", "Too many requests. Please try again later.", "", {
      "retry-after": String(fault.retryAfter),
    }),
  );
}

function send(response: ServerResponse, answer: Reply): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(answer.body.length),
  });
  response.end(answer.body);
}
