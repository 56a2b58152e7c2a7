import { jsonReply, reply, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import {
  authorizationV2,
  keyAndCertificate,
  objectIds,
  signAlgorithms,
} from "./credential-json.js";
import type { Credential } from "./credential.js";
import { authorizationOf, bearer, credentialOf, cscMethod, userOf } from "./csc-access.js";
import { cscError, invalidRequest } from "./csc-error.js";
import type { CscInput } from "./csc-input.js";
import { sendCode } from "./csc-v1.js";
import { checkFactors, type FactorRefusals, type GivenFactors } from "./factors.js";
import { signHash } from "./sign-hash.js";
import type { TrustService } from "./trust-service.js";

const methods = [
  "oauth2/authorize",
  "oauth2/token",
  "oauth2/revoke",
  "credentials/list",
  "credentials/info",
  "credentials/authorize",
  "credentials/authorizeCheck",
  "credentials/getChallenge",
  "signatures/signHash",
];

/** Version 2.0.0.2 of the CSC API. */
export function cscV2(trust: TrustService): Route[] {
  const { options, counters } = trust;
  const method = (name: string, act: Parameters<typeof cscMethod>[3]): Route =>
    cscMethod(trust, "v2", name, act);
  const describe = (credential: Credential, input: CscInput): Record<string, unknown> => ({
    ...keyAndCertificate(trust, credential, input),
    ...authorizationV2(credential, input.flag("authInfo")),
  });
  return [
    method("info", () =>
      jsonReply({
        specs: "2.0.0.2",
        name: options.name,
        logo: `${trust.url}logo.png`,
        region: options.region,
        lang: "en-US",
        description: "A simulated trust service. Nothing here is real.",
        authType: ["oauth2code", "oauth2client"],
        ...(options.discovery === "issuer"
          ? { oauth2Issuer: trust.url.replace(/\/$/, "") }
          : { oauth2: trust.url }),
        asynchronousOperationMode: false,
        methods,
        signAlgorithms: { algos: Object.keys(signAlgorithms) },
        signature_formats: { formats: ["C"], envelope_properties: [["Detached"]] },
        conformance_levels: ["Ades-B-B"],
      }),
    ),
    method("credentials/list", (input, exchange) => {
      const user = userOf(bearer(trust, exchange), input);
      const mine = trust.credentials.filter((credential) => credential.options.owner === user);
      const withInfo = input.flag("credentialInfo");
      return jsonReply({
        credentialIDs: mine.map(({ id }) => id),
        ...(withInfo
          ? {
              credentialInfos: mine.map((credential) => ({
                credentialID: credential.id,
                ...describe(credential, input),
              })),
            }
          : {}),
      });
    }),
    method("credentials/info", (input, exchange) =>
      jsonReply(describe(credentialOf(trust, bearer(trust, exchange), input), input)),
    ),
    method("credentials/getChallenge", async (input, exchange) => {
      const credential = credentialOf(trust, bearer(trust, exchange), input);
      if (input.text("authObjectID") !== objectIds.OTP)
        throw invalidRequest("Invalid parameter authObjectID");
      await sendCode(trust, credential);
      // The device, which here is the mailbox, gives the answer to the question.
      if (credential.options.otpSource === "challenge")
        return jsonReply({ challenge: "What does your device show?" });
      return reply(204, "application/json", "");
    }),
    method("credentials/authorize", async (input, exchange) => {
      const named = credentialOf(trust, bearer(trust, exchange), input);
      const { credential, numSignatures } = authorizationOf(named, input, "hashes");
      if (credential.options.authMode === "oauth2code")
        throw invalidRequest("Invalid parameter credentialID");
      const confirmed = await counters.judge("trust.authorizations", () =>
        checkAuthData(credential, input),
      );
      if (!confirmed) return jsonReply(trust.activations.issue(credential.id, numSignatures));
      const { handle } = await trust.askConfirmation(credential, numSignatures);
      return jsonReply({ handle }, 202);
    }),
    method("credentials/authorizeCheck", (input, exchange) => {
      const { user } = bearer(trust, exchange);
      return checkHandle(trust, user, input.text("handle"));
    }),
    method("signatures/signHash", (input, exchange) => {
      const consent = bearer(trust, exchange);
      const credential = credentialOf(trust, consent, input);
      const names = { hashes: "hashes", hashAlgorithm: "hashAlgorithmOID" } as const;
      return jsonReply({ signatures: signHash(trust, consent, credential, { input, names }) });
    }),
  ];
}

/** @returns whether the owner has still to confirm in another channel. */
function checkAuthData(credential: Credential, input: CscInput): boolean {
  const given = authData(input);
  const { authMode, otpPresence, otpSource } = credential.options;
  if (authMode === "implicit") return false;
  const confirmation = otpSource === "confirmation" && otpPresence !== "false";
  if (!confirmation) {
    checkFactors(credential, given.factors, refusals);
    return false;
  }
  if (otpPresence === "true" && !given.confirmation) throw refusals.missing("OTP");
  const known = given.confirmation ? { ...given.factors, OTP: undefined } : given.factors;
  const { pinPresence } = credential.options;
  if (pinPresence !== "false" && (pinPresence === "true" || known.PIN !== undefined))
    checkPin(credential, known.PIN);
  else if (!given.confirmation) throw refusals.missing("PIN");
  return given.confirmation;
}

function checkPin(credential: Credential, pin: string | undefined): void {
  if (pin === undefined) throw refusals.missing("PIN");
  if (credential.pinLocked) throw refusals.locked("PIN");
  if (!credential.tryPin(pin))
    throw credential.pinLocked ? refusals.locked("PIN") : refusals.wrong("PIN");
}

function authData(input: CscInput): { factors: GivenFactors; confirmation: boolean } {
  const values = new Map<unknown, unknown>();
  for (const { id, value } of input.objects("authData")) {
    const known = Object.values(objectIds).some((object) => object === id);
    const shaped = id === objectIds.confirmation ? value === undefined : typeof value === "string";
    if (!known || !shaped || values.has(id)) throw refusals.wrong("PIN");
    values.set(id, value);
  }
  const text = (id: string): string | undefined => {
    const value = values.get(id);
    return typeof value === "string" ? value : undefined;
  };
  return {
    factors: { PIN: text(objectIds.PIN), OTP: text(objectIds.OTP) },
    confirmation: values.has(objectIds.confirmation),
  };
}

function checkHandle(trust: TrustService, user: string | undefined, handle: string): Reply {
  const { activations } = trust;
  const asked = activations.byHandle(handle);
  const owner = trust.findCredential(asked?.credential ?? "")?.options.owner;
  if (asked === undefined || (user !== undefined && user !== owner))
    throw invalidRequest("Invalid parameter handle");
  if (asked.state === "confirmed") {
    activations.settle(asked);
    return jsonReply(activations.issue(asked.credential, asked.numSignatures));
  }
  if (asked.state === "denied" || activations.isLate(asked)) {
    activations.settle(asked);
    throw refusals.wrong("OTP");
  }
  return jsonReply({ handle }, 202);
}

/** Version 2 does not say which of them it was. */
const refusals: FactorRefusals = {
  missing: () => invalid(),
  unneeded: () => invalid(),
  wrong: () => invalid(),
  locked: () => invalidRequest("Credential locked"),
};

function invalid(): ReturnType<typeof cscError> {
  return cscError("invalid_authentication_data", "The authentication data is invalid");
}
