import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Exchange, requestUrl } from "./exchange.js";
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
  /** How a refusal looks at a path. Default: a page. */
  readonly errorReply?: (error: PortalError, path: string) => Reply;
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

  #presentsWrong = false;

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
    if (wrong === this.#presentsWrong) return;
    this.#presentsWrong = wrong;
    this.#server.setSecureContext({ ...(wrong ? wrongIdentity : identity), minVersion: "TLSv1.2" });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = requestUrl(request).pathname;
    const match = findRoute(this.options.routes, request.method ?? "GET", path);
    let fault: Fault | undefined;
    const answer = await this.#answer(request, async (exchange) => {
      const { endpoint, endpointOf } = match?.route ?? { endpoint: `${this.options.name}.unknown` };
      fault = this.options.faults.take(endpointOf?.(exchange) ?? endpoint, requestFaults);
      if (fault?.processed === false) throw failed();
      if (match === undefined) throw new PortalError(404, "page.unknown", "There is no such page.");
      return match.route.handle(exchange, match.parameters);
    });
    await this.#send(request, response, answer, fault);
  }

  async #answer(
    request: IncomingMessage,
    handle: (exchange: Exchange) => Promise<Reply>,
  ): Promise<Reply> {
    try {
      return await handle(await Exchange.read(request));
    } catch (error) {
      if (error instanceof PortalError) return this.#errorReply(request, error);
      this.options.onError(error);
      return this.#errorReply(request, failed());
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
        truncate(request, response, { status: answer.status, head, body });
        return;
      case "500":
      case "429":
      case "503":
        send(response, this.#errorReply(request, busy(fault)));
        return;
      case "slow":
        // Does not keep a program alive that has closed its portals meanwhile.
        await delay(fault.milliseconds, undefined, { ref: false });
        break;
      default:
    }
    response.writeHead(answer.status, head);
    response.end(body);
  }

  #errorReply(request: IncomingMessage, error: PortalError): Reply {
    const { errorReply = errorPage } = this.options;
    return errorReply(error, requestUrl(request).pathname);
  }

  #reset(request: IncomingMessage): void {
    const socket = this.#sockets.get(request.socket.remotePort ?? 0);
    if (socket === undefined) request.socket.destroy();
    else socket.resetAndDestroy();
  }
}

/** Ends the connection in the middle of the body, or of the status line if there is no body. */
function truncate(
  request: IncomingMessage,
  response: ServerResponse,
  { status, head, body }: { status: number; head: Record<string, string>; body: Buffer },
): void {
  const end = (): void => {
    request.socket.destroy();
  };
  if (body.length === 0) {
    request.socket.write(`HTTP/1.1 ${status} `, end);
    return;
  }
  response.writeHead(status, { ...head, connection: "close" });
  response.write(body.subarray(0, Math.floor(body.length / 2)), end);
}

function failed(): PortalError {
  return new PortalError(500, "portal.failed", "The portal has failed.");
}

function busy(fault: Fault): PortalError {
  const status = Number(fault.kind);
  if (status === 500) return failed();
  return new PortalError(status, "portal.busy", "Too many requests. Please try again later.", "", {
    "retry-after": String(fault.retryAfter),
  });
}

function send(response: ServerResponse, answer: Reply): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(answer.body.length),
  });
  response.end(answer.body);
}
