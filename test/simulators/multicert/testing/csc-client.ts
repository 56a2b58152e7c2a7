import assert from "node:assert/strict";
import { Browser } from "../../testing/browser.js";
import { CscSchemas, type SchemaDocument } from "../csc/csc-schemas.js";
import type { MulticertSimulator } from "../simulator.js";
import type { CscVersion } from "../trust/trust-options.js";
import { sendJson, type JsonAnswer } from "./json-request.js";

type Json = Record<string, unknown>;

const schemas = new CscSchemas();

/** Whether a request is meant to be good; then it has to fit its schema, too. */
interface CallOptions {
  readonly version?: CscVersion;
  readonly wrong?: boolean;
}

/** A client of the authority that measures every answer by the schemas. */
export class CscClient {
  token = "";

  constructor(
    private readonly simulator: MulticertSimulator,
    private readonly version: CscVersion = "v1",
  ) {}

  /** `refused` is `error: error_description`, empty if it was not refused. */
  async call(method: string, body: Json, options: CallOptions = {}): Promise<JsonAnswer> {
    const { version = this.version, wrong = false } = options;
    const document: SchemaDocument = `csc-${version}`;
    if (!wrong) assertFits(document, `${method}.request`, body);
    const url = new URL(`${this.simulator.trust.options.path}${version}/${method}`, this.#site);
    const headers: Record<string, string> = {};
    if (this.token !== "") headers["authorization"] = `Bearer ${this.token}`;
    const answer = await sendJson(this.simulator, "POST", url, body, headers);
    if (answer.status === 200) assertFits(document, `${method}.answer`, answer.json);
    else if (answer.status === 202) assertFits(document, "handle", answer.json);
    else if (answer.status === 204) assert.equal(answer.text, "");
    else assertFits(document, "error", answer.json);
    return answer;
  }

  /** `oauth2/token` or `oauth2/revoke`. */
  async form(
    endpoint: "token" | "revoke",
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<JsonAnswer> {
    const url = new URL(`oauth2/${endpoint}`, this.simulator.trust.url);
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(fields).toString();
    const answer = await sendJson(this.simulator, "POST", url, body, { ...type, ...headers });
    if (answer.status === 200) assertFits("oauth2", `${endpoint}.answer`, answer.json);
    if (answer.status >= 400) assertFits("oauth2", "error", answer.json);
    return answer;
  }

  get #site(): string {
    return this.simulator.addresses.trustUrl;
  }
}

/** Fails unless the value is what the specification says. */
export function assertFits(document: SchemaDocument, name: string, value: unknown): void {
  assert.deepEqual(schemas.problems(document, name, value), []);
}

/** The code in the latest mail. */
export function mailedCode(simulator: MulticertSimulator): string {
  const text = simulator.mailbox.list().at(-1)?.text ?? "";
  return /code is (\d{6})/.exec(text)?.[1] ?? "";
}

/** A browser that knows the authority's roots. */
export function newBrowser({ roots }: MulticertSimulator): Browser {
  return new Browser(roots.tls);
}
