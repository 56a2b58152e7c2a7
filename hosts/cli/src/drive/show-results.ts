import type { EngineProtocol, RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import type { Home } from "../home/home.js";
import type { Output } from "../output/output.js";
import { say } from "../output/say.js";
import { concernsAuthority } from "../output/concerns-authority.js";
import { showError } from "../output/render-error.js";
import { labelOf } from "../questions/asking.js";
import { describeWait, expectedFiles, showContacts, showFiles, waitsFor } from "./describe-wait.js";
import { needsFixing, type DriveResult } from "./drive-result.js";
import { nameOf } from "../output/name-of.js";
import { showWaysOn } from "./ways-on.js";

interface Showing {
  readonly out: Output;
  readonly texts: Localizer;
  readonly engine: EngineProtocol;
  readonly verbose: boolean;
  readonly home: Home;
  /** The answers file of this run, as it was given. */
  readonly answers: string | undefined;
  /** Whether to say how to go on; a program that runs this one may know better. */
  readonly goOn: boolean;
}

/** Where each renewal stands now, for whom it waits, and the command that goes on with it. */
export async function showResults(
  showing: Showing,
  results: readonly DriveResult[],
): Promise<void> {
  for (const result of results) {
    showing.out.line();
    await showResult(showing, result);
  }
}

async function showResult(showing: Showing, { view, outcome, error }: DriveResult): Promise<void> {
  const { out, texts, engine, verbose } = showing;
  const name = nameOf(view);
  const title = await labelOf({ texts, owner: view.pluginId }, view.step?.title ?? "");
  const headline = await say(texts, `result.${outcome}`, {
    name,
    step: title,
    known: view.stepNumber === undefined ? "no" : "yes",
    number: view.stepNumber ?? 0,
    count: view.stepCount,
    pid: view.drivenBy?.pid ?? 0,
    host: view.drivenBy?.host ?? "",
  });
  out.line(out.style(styleOf(outcome), headline), 0, 2);
  switch (outcome) {
    case "done":
    case "cancelled":
      return;
    case "waiting":
      if (view.state === "failed" && view.error !== undefined) {
        await showError(
          { plugin: view.pluginId, ...view.error },
          { out, texts, verbose, inline: true },
        );
      }
      out.line(await waitsFor(showing, view), 2);
      await describeWait(showing, view);
      await showWays(showing, view);
      break;
    case "in-doubt":
      await describeWait(showing, view);
      await showSettling(showing, view);
      break;
    case "blocked":
      if (error !== undefined) await showError(error, { out, texts, verbose, inline: true });
      break;
    case "refused":
    case "failed": {
      const shown = error ?? view.error;
      if (shown !== undefined) {
        await showError({ plugin: view.pluginId, ...shown }, { out, texts, verbose, inline: true });
      }
      // Nobody there can help with what is wrong on this machine, or with a file that does not fit.
      if (outcome === "refused" || needsFixing(view)) break;
      if (shown !== undefined && !concernsAuthority(shown)) break;
      const { contacts } = await engine.show({ renewal: view.id });
      await showContacts(showing, contacts, view.pluginId);
      break;
    }
    case "busy":
    case "interrupted":
      break;
  }
  if (!showing.goOn) return;
  if (outcome === "busy") {
    out.line(await say(texts, "result.go-on-follow"), 2);
    out.command(`perennial show ${view.id} --follow`, 4);
    return;
  }
  await showWaysOn(showing, view, {
    ...(error === undefined ? {} : { error }),
    ...(showing.answers === undefined ? {} : { answers: showing.answers }),
  });
}

/** How to give what is waited for from another terminal. */
async function showWays({ out, texts, home }: Showing, view: RenewalView): Promise<void> {
  const key = view.wait?.key ?? "";
  await showFiles({ out, texts }, view, home);
  if (expectedFiles(view.wait).length > 0) {
    out.command(`perennial answer ${view.id} ${key} --file FILE`, 4);
  }
}

/** How to say from anywhere whether it happened; before that, resuming only asks again. */
async function showSettling({ out, texts }: Showing, { id, wait }: RenewalView): Promise<void> {
  if (wait?.for !== "person" || wait.question.type !== "choice") return;
  out.line(await say(texts, "result.settle"), 2);
  const reference = await say(texts, "result.settle-reference");
  for (const { value } of wait.question.options) {
    const said = value === "happened" ? `happened:${reference}` : value;
    out.command(`perennial answer ${id} ${wait.key} ${said}`, 4);
  }
}

function styleOf(outcome: DriveResult["outcome"]) {
  switch (outcome) {
    case "done":
      return "good";
    case "failed":
    case "refused":
    case "in-doubt":
    case "blocked":
      return "bad";
    case "waiting":
    case "busy":
    case "interrupted":
    case "cancelled":
      return "warning";
  }
}
