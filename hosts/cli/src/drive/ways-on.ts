import type { ErrorData } from "@perennial/api";
import type { RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { concernsAuthority } from "../output/concerns-authority.js";
import { nameOf } from "../output/name-of.js";
import type { Output } from "../output/output.js";
import { say } from "../output/say.js";

/**
 * The commands that go on with a renewal. Where trying the same again may be in vain, also those that
 * end it and begin another: a refusal from outside stays, and so do the values that it began with.
 * @param answers the answers file of this run, as it was given.
 */
export async function showWaysOn(
  { out, texts }: { readonly out: Output; readonly texts: Localizer },
  view: RenewalView,
  { error = view.error, answers }: { readonly error?: ErrorData; readonly answers?: string } = {},
): Promise<void> {
  const { id, profile, account } = view;
  const mayBeVain = mayFailAgain(view, error);
  out.line(await say(texts, mayBeVain ? "result.go-on-mended" : "result.go-on-resume"), 2);
  out.command(`perennial resume ${id}`, 4, {
    also: answers === undefined ? [] : ["--answers", answers],
    // What was wrong with the PIN is as wrong the next time.
    without: error !== undefined && isAboutPin(error) ? ["--pin-file"] : [],
  });
  if (!mayBeVain) return;
  const isOneOfSeveral = nameOf(view) !== profile;
  out.line(await say(texts, "result.begin-anew"), 2);
  out.command(`perennial cancel ${id}`, 4);
  out.command(`perennial renew ${profile}${isOneOfSeveral ? ` --account ${account}` : ""}`, 4);
}

/** Given up, for something that was not on this machine and that a later try need not change. */
function mayFailAgain({ state, wakeAt }: RenewalView, error: ErrorData | undefined): boolean {
  if (state !== "failed" || wakeAt !== undefined || error === undefined) return false;
  return error.retry === undefined && concernsAuthority(error);
}

function isAboutPin({ code }: ErrorData): boolean {
  return code.startsWith("token.pin-") || code.startsWith("pin-file.");
}
