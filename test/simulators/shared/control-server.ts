import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Exchange } from "./exchange.js";
import { PortalError } from "./portal-error.js";
import { jsonReply, type Reply } from "./reply.js";
import { findRoute, type Route } from "./router.js";

/** The control address: HTTP on 127.0.0.1, JSON both ways. */
export class ControlServer {
  readonly #server: Server;
  #routes: readonly Route[] | undefined;

  private constructor(private readonly onError: (error: unknown) => void) {
    this.#server = createServer((request, response) => {
      this.#answer(request).then((answer) => send(response, answer), onError);
    });
  }

  static async start(port: number, onError: (error: unknown) => void): Promise<ControlServer> {
    const control = new ControlServer(onError);
    control.#server.listen(port, "127.0.0.1");
    await once(control.#server, "listening");
    return control;
  }

  /** Answers requests from now on; before, it says that it is not ready. */
  serve(routes: readonly Route[]): void {
    this.#routes = routes;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    try {
      const exchange = await Exchange.read(request);
      if (this.#routes === undefined)
        throw new PortalError(503, "control.not-ready", "The simulator is starting.");
      checkOrigin(exchange);
      const match = findRoute(this.#routes, exchange.method, exchange.path);
      if (match === undefined)
        throw new PortalError(404, "control.unknown", "There is no such control.", exchange.path);
      return await match.route.handle(exchange, match.parameters);
    } catch (error) {
      if (error instanceof PortalError)
        return jsonReply(
          { error: error.code, message: error.message, detail: error.detail },
          error.status,
        );
      this.onError(error);
      const message = error instanceof Error ? error.message : String(error);
      return jsonReply({ error: "control.failed", message, detail: "" }, 500);
    }
  }
}

/** A web page that the tester happens to have open must not drive the simulator. */
function checkOrigin(exchange: Exchange): void {
  if (exchange.headers.origin !== undefined)
    throw new PortalError(403, "control.browser", "The control address is not for web pages.");
}

function send(response: ServerResponse, answer: Reply): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(answer.body.length),
  });
  response.end(answer.body);
}
