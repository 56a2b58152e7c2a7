import type { Exchange } from "../exchange.js";
import { JsonInput } from "../json-input.js";
import type { Reply } from "../reply.js";
import type { PathParameters, Route } from "../router.js";

/** One thing the control address can do. */
export function control(
  method: "GET" | "POST" | "DELETE",
  path: string,
  act: (input: JsonInput, parameters: PathParameters, exchange: Exchange) => Promise<Reply> | Reply,
): Route {
  return {
    method,
    path,
    endpoint: `control${path}`,
    handle: (exchange, parameters) => act(JsonInput.parse(exchange.body), parameters, exchange),
  };
}
