import { control } from "../../shared/controls/control.js";
import { defined } from "../../shared/json-input.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { MulticertSimulator } from "../simulator.js";
import { credentialForOperator } from "../state.js";
import type { Credential } from "../trust/credential.js";
import { authModes, callbackVariants, codeSources, presences } from "../trust/trust-options.js";

/** The authority: its credentials, its accounts, and what its answer to the browser is. */
export function trustControls({ world: { trust } }: MulticertSimulator): Route[] {
  const find = (id: string): Credential => {
    const credential = trust.findCredential(id);
    if (credential === undefined)
      throw new PortalError(404, "credential.unknown", "There is no such credential.", id);
    return credential;
  };
  return [
    control("POST", "/trust", (input) => {
      trust.callback = input.choice("callback", callbackVariants);
      return jsonReply({ callback: trust.callback });
    }),
    control("POST", "/credentials/:id", (input, { id = "" }) => {
      const credential = find(id);
      const changes = defined({
        authMode: input.optionalChoice("authMode", authModes),
        pin: input.optionalText("pin"),
        pinPresence: input.optionalChoice("pinPresence", presences),
        otpPresence: input.optionalChoice("otpPresence", presences),
        otpSource: input.optionalChoice("otpSource", codeSources),
        scal: input.optionalChoice("scal", ["1", "2"] as const),
        multisign: input.optionalNumber("multisign"),
      });
      credential.options = { ...credential.options, ...changes };
      credential.enabled = input.optionalFlag("enabled") ?? credential.enabled;
      return jsonReply(credentialForOperator(credential));
    }),
    control("POST", "/credentials/:id/unlock", (_input, { id = "" }) => {
      find(id).unlock();
      return jsonReply(credentialForOperator(find(id)));
    }),
    // The owner's device shows the code; here it shows it in the mailbox, and nowhere else.
    control("POST", "/credentials/:id/device-code", async (_input, { id = "" }) => {
      await trust.sendCode(find(id));
      return jsonReply({ sent: true });
    }),
    control("POST", "/trust-accounts/:user/reopen", (_input, { user = "" }) => {
      trust.lock.reopen(user);
      return jsonReply({ user, closed: trust.lock.isClosed(user) });
    }),
  ];
}
