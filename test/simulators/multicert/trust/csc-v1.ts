import type { Exchange } from "../../shared/exchange.js";
import { jsonReply, reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { authorizationV1, keyAndCertificate } from "./credential-json.js";
import { authorizationOf, bearer, credentialOf, cscMethod, userOf } from "./csc-access.js";
import { cscError, invalidRequest } from "./csc-error.js";
import type { Credential } from "./credential.js";
import { checkFactors, type FactorRefusals } from "./factors.js";
import { signHash } from "./sign-hash.js";
import type { CscInput } from "./csc-input.js";
import type { CodeSource } from "./trust-options.js";
import type { TrustService } from "./trust-service.js";

const methods = [
  "oauth2/authorize",
  "oauth2/token",
  "oauth2/revoke",
  "credentials/list",
  "credentials/info",
  "credentials/authorize",
  "credentials/sendOTP",
  "signatures/signHash",
];

/** Version 1.0.4.0 of the CSC API. */
export function cscV1(trust: TrustService): Route[] {
  const { options, counters, activations } = trust;
  const method = (name: string, act: Parameters<typeof cscMethod>[3]): Route =>
    cscMethod(trust, "v1", name, act);
  const namedBy = (exchange: Exchange, input: CscInput): Credential => {
    const credential = credentialOf(trust, bearer(trust, exchange), input);
    if (!sources.includes(credential.options.otpSource))
      throw invalidRequest("Invalid parameter credentialID");
    return credential;
  };
  return [
    method("info", () =>
      jsonReply({
        specs: "1.0.4.0",
        name: options.name,
        logo: `${trust.url}logo.png`,
        region: options.region,
        lang: "en-US",
        description: "A simulated trust service. Nothing here is real.",
        authType: ["oauth2code", "oauth2client"],
        oauth2: trust.url,
        methods,
      }),
    ),
    method("credentials/list", (input, exchange) => {
      const user = userOf(bearer(trust, exchange), input);
      const mine = trust.credentials.filter(
        ({ options: { owner, otpSource } }) => owner === user && sources.includes(otpSource),
      );
      const ids = mine.map(({ id }) => id);
      return jsonReply(page(ids, input, options.pageSize));
    }),
    method("credentials/info", (input, exchange) => {
      const credential = namedBy(exchange, input);
      const auth = authorizationV1(credential, input.flag("authInfo"));
      return jsonReply({ ...keyAndCertificate(trust, credential, input), ...auth });
    }),
    method("credentials/sendOTP", async (input, exchange) => {
      const credential = namedBy(exchange, input);
      await sendCode(trust, credential);
      return reply(204, "application/json", "");
    }),
    method("credentials/authorize", async (input, exchange) => {
      const named = namedBy(exchange, input);
      const { credential, numSignatures } = authorizationOf(named, input, "hash");
      const { authMode } = credential.options;
      if (authMode === "oauth2code") throw invalidRequest("Invalid parameter credentialID");
      const [PIN, OTP] = [input.optionalText("PIN"), input.optionalText("OTP")];
      await counters.judge("trust.authorizations", () => {
        if (authMode === "explicit") checkFactors(credential, { PIN, OTP }, refusals);
      });
      return jsonReply(activations.issue(credential.id, numSignatures));
    }),
    method("signatures/signHash", (input, exchange) => {
      const consent = bearer(trust, exchange);
      const credential = namedBy(exchange, input);
      const names = { hashes: "hash", hashAlgorithm: "hashAlgo" } as const;
      return jsonReply({ signatures: signHash(trust, consent, credential, { input, names }) });
    }),
  ];
}

/** Version 1 has no words for the others. */
const sources: readonly CodeSource[] = ["online", "offline"];

/** The token of a page is the identifier that it begins with. */
function page(ids: readonly string[], input: CscInput, size: number): Record<string, unknown> {
  const token = input.optionalText("pageToken");
  const start = token === undefined ? 0 : ids.indexOf(token);
  if (start < 0) throw invalidRequest("Invalid parameter pageToken");
  const end = start + size;
  const next = ids[end];
  return {
    credentialIDs: ids.slice(start, end),
    ...(next === undefined ? {} : { nextPageToken: next }),
  };
}

/** @throws PortalError unless codes are sent for it. */
export async function sendCode(trust: TrustService, credential: Credential): Promise<void> {
  const { otpPresence, otpSource } = credential.options;
  if (otpPresence === "false" || (otpSource !== "online" && otpSource !== "challenge"))
    throw invalidRequest("The credential does not support an online OTP");
  await trust.sendCode(credential);
}

const refusals: FactorRefusals = {
  missing: (factor) => invalidRequest(`Missing (or invalid type) string parameter ${factor}`),
  unneeded: (factor) => invalidRequest(`Invalid parameter ${factor}`),
  wrong: (factor) => cscError(`invalid_${factor.toLowerCase()}`, `The ${factor} is invalid`),
  locked: (factor) => invalidRequest(`${factor} locked`),
};
