import { get } from "node:http";
import type { MulticertSimulator } from "../simulator.js";
import { newBrowser } from "./csc-client.js";

/** What a person does on the authority's pages. */
export interface PersonOptions {
  readonly user?: string;
  readonly password?: string;
  readonly decision?: "allow" | "deny";
  /** Typed on the page in the mode `oauth2code`; the code is asked for and read in the mailbox. */
  readonly pin?: string;
  readonly code?: () => Promise<string> | string;
}

/**
 * Opens the address that a client opens in the browser, logs in, decides, and goes on to the loopback
 * address, as a person with a browser does.
 * @returns what the client shows there, or the code of the page where the person was stopped.
 */
export async function visitAuthority(
  simulator: MulticertSimulator,
  url: string,
  options: PersonOptions = {},
): Promise<{ readonly status: number; readonly text: string; readonly stopped?: string }> {
  const { user = "ana.sousa", password = "Client1Ana", decision = "allow" } = options;
  const browser = newBrowser(simulator);
  const address = (path: string): string => new URL(`oauth2/${path}`, simulator.trust.url).href;
  const fieldsOf = (text: string): Record<string, string> => {
    const fields: Record<string, string> = {};
    for (const [, name = "", value = ""] of text.matchAll(/name="(csrf|request)" value="([^"]*)"/g))
      fields[name] = value;
    return fields;
  };
  const login = await browser.get(url);
  const location = login.headers.location;
  if (location !== undefined && location.startsWith("http://")) return arrive(location);
  if (login.status !== 200) return { ...login, stopped: login.code };
  const loggedIn = await browser.submit(address("login"), {
    ...fieldsOf(login.text),
    user,
    password,
  });
  if (loggedIn.status !== 303) return { ...loggedIn, stopped: loggedIn.code };
  const page = await browser.get(new URL(loggedIn.headers.location ?? "", url).href);
  const factors: Record<string, string> = {};
  if (options.pin !== undefined) factors["pin"] = options.pin;
  if (options.code !== undefined) {
    await browser.submit(address("send-code"), fieldsOf(page.text));
    factors["otp"] = await options.code();
  }
  const decided = await browser.submit(address("consent"), {
    ...fieldsOf(page.text),
    ...factors,
    decision,
  });
  if (decided.status !== 303) return { ...decided, stopped: decided.code };
  return arrive(decided.headers.location ?? "");
}

function arrive(url: string): Promise<{ readonly status: number; readonly text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  get(url, { agent: false }, (response) => {
    response
      .toArray()
      .then((chunks: Buffer[]) =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      )
      .catch(reject);
  }).on("error", reject);
  return promise;
}
