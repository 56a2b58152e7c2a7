import type { Exchange } from "./exchange.js";
import type { Reply } from "./reply.js";

/** What a route gets beside the request: the parts of the path that its pattern names. */
export type PathParameters = Readonly<Record<string, string>>;

/** One request form a portal answers. */
export interface Route {
  readonly method: string;
  /** For example `/ssl-certificate/orders/:number`. */
  readonly path: string;
  /** The name that faults and counters use. */
  readonly endpoint: string;
  /** A nearer name that depends on the request, for an address where several things are done. */
  readonly endpointOf?: (exchange: Exchange) => string;
  handle(exchange: Exchange, parameters: PathParameters): Promise<Reply> | Reply;
}

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: PathParameters;
}

/** Finds the route of a request; `HEAD` is answered as `GET`. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const wanted = method === "HEAD" ? "GET" : method;
  for (const route of routes) {
    if (route.method !== wanted) continue;
    const parameters = matchPath(route.path, path);
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): PathParameters | undefined {
  const expected = pattern.split("/");
  const given = path.split("/");
  if (expected.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":") && value !== "") parameters[part.slice(1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray percent sign is not an escape; the text is then taken as it stands.
    if (error instanceof URIError) return text;
    throw error;
  }
}
