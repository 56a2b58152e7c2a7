import { PerennialError } from "@perennial/api";
import type { EngineProtocol, LeftOutside, RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { nameOf } from "../../output/name-of.js";
import type { Output } from "../../output/output.js";
import { say } from "../../output/say.js";
import { showOutside } from "../../output/show-outside.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import type { Terminal } from "../../terminal/terminal.js";

interface Beginning {
  readonly engine: EngineProtocol;
  readonly out: Output;
  readonly texts: Localizer;
  readonly terminal: Terminal;
  /** The person has said yes on the command line. */
  readonly yes: boolean;
}

/**
 * Begins the renewals of a profile. Where cancelled ones have changed something outside, that is shown
 * first, and done a second time only after a yes.
 * @throws PerennialError `renewal.left-outside` where the answer is no or nobody can be asked, and what
 *   `begin` throws.
 */
export async function beginAware(
  { engine, out, texts, terminal, yes }: Beginning,
  request: { readonly profile: string; readonly account?: string; readonly force?: boolean },
): Promise<readonly RenewalView[]> {
  try {
    return await engine.begin(request);
  } catch (error) {
    if (!PerennialError.is(error, "renewal.left-outside")) throw error;
    const { profile, account } = request;
    const asked = { profile, ...(account === undefined ? {} : { account }) };
    const left = await engine.leftOutside(asked);
    await show(left, profile, { out, texts });
    if (!yes) {
      if (!terminal.interactive) throw error;
      const question = await say(texts, "renew.despite", { profile });
      if (!(await askYesNo({ out, texts, terminal }, question, false))) throw error;
    }
    return engine.begin({ ...request, despite: left.map(({ renewal }) => renewal) });
  }
}

async function show(
  left: readonly LeftOutside[],
  profile: string,
  { out, texts }: Pick<Beginning, "out" | "texts">,
): Promise<void> {
  for (const { renewal, account, pluginId, cancelledAt, steps } of left) {
    const name = nameOf({ profile, account });
    const at = texts.dateTime(cancelledAt);
    out.line(await say(texts, "renew.left-outside", { name, renewal, at }));
    await showOutside({ out, texts }, steps, pluginId);
    out.line(await say(texts, "renew.left-outside.stays"), 2);
    out.command(`perennial show ${renewal}`, 2);
  }
}
