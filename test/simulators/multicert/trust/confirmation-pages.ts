import { escapeHtml, page } from "../../shared/html.js";
import { PortalError } from "../../shared/portal-error.js";
import type { Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { PendingConfirmation } from "./activations.js";
import type { TrustService } from "./trust-service.js";

/** Where the owner of a credential allows or denies its use, in the other channel. */
export function confirmationPages(trust: TrustService): Route[] {
  const path = `${trust.options.oauthPath}confirm`;
  const find = (token: string): PendingConfirmation => {
    const asked = trust.activations.byToken(token);
    if (asked === undefined) throw new PortalError(404, "confirmation.unknown", "Nothing waits.");
    if (asked.state !== "waiting")
      throw new PortalError(409, "confirmation.decided", "That was decided before.");
    if (trust.activations.isLate(asked))
      throw new PortalError(410, "confirmation.expired", "It is too late for this.");
    return asked;
  };
  const show = (token: string): Reply => {
    const { credential, numSignatures } = find(token);
    const form = `<form method="post" action="${path}">
<input type="hidden" name="token" value="${escapeHtml(token)}">
<p>Use ${escapeHtml(credential)} for ${numSignatures} signatures?</p>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`;
    return page(200, `${trust.options.name}: confirm`, form);
  };
  return [
    {
      method: "GET",
      path,
      endpoint: "trust.confirm-form",
      handle: ({ query }) => show(query.get("token") ?? ""),
    },
    {
      method: "POST",
      path,
      endpoint: "trust.confirm",
      handle: async (exchange) => {
        const form = await exchange.form();
        const asked = find(form.text("token"));
        asked.state = form.text("decision") === "allow" ? "confirmed" : "denied";
        trust.counters.add(`trust.confirmations.${asked.state}`);
        return page(200, `${trust.options.name}: thank you`, "<p>You may close this page.</p>");
      },
    },
  ];
}
