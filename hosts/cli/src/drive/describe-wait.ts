import { join } from "node:path";
import type { Contact, Wait } from "@perennial/api";
import type { RenewalView } from "@perennial/engine";
import type { Home } from "../home/home.js";
import { wantsPerson } from "./drive-result.js";
import { labelOf } from "../questions/asking.js";
import type { Output } from "../output/output.js";
import { say } from "../output/say.js";
import type { Localizer } from "@perennial/l10n";

interface Describing {
  readonly out: Output;
  readonly texts: Localizer;
}

/** The key of a text, and not a text that a plugin without catalogues wrote itself. */
const KEY = /^[^\s.]+(\.[^\s.]+)+$/;

/** What a renewal waits for: the text, the instructions, the pages, until when, and what was refused. */
export async function describeWait(
  { out, texts }: Describing,
  view: RenewalView,
  indent = 2,
): Promise<void> {
  const { wait, pluginId: owner } = view;
  if (wait === undefined) return;
  const { key } = wait.text;
  const isNameless = KEY.test(key) && !(await texts.has(key, owner));
  const text = await texts.text(wait.text, owner);
  out.line(isNameless ? await say(texts, "wait.no-text", { plugin: owner, key }) : text, indent);
  const { waitsForUnbegun: account } = view;
  if (account !== undefined) {
    out.line(await say(texts, "wait.not-begun", { account }), indent, indent + 2);
    out.command(`perennial renew ${view.profile} --account ${account}`, indent + 2);
  }
  const { instructions = [] } = wait;
  for (const [index, instruction] of instructions.entries()) {
    // One alone is no list.
    const number = instructions.length === 1 ? "" : `${index + 1}. `;
    const line = `${number}${await texts.text(instruction, owner)}`;
    out.line(line, indent, indent + number.length);
  }
  for (const { title, url } of wait.pages ?? []) {
    const label = await texts.text(title, owner);
    out.line(await say(texts, "pair", { label, value: url }), indent, indent + 2);
  }
  if (wait.refusal !== undefined) {
    const refusal = { ...wait.refusal, plugin: owner };
    const { what, next } = await texts.error(refusal, owner);
    const why = isGiven(wait) ? await say(texts, "wait.refused", { why: what }) : what;
    out.line(out.style("bad", why), indent, indent + 2);
    if (next !== undefined) out.line(next, indent, indent + 2);
    out.line(await say(texts, "error.code", { code: refusal.code }), indent);
  }
}

/** Whether something is given to end the wait, so that it can be said that it was not taken. */
function isGiven(wait: Wait): boolean {
  if (wait.for === "person") return wait.question.type !== "task";
  return wait.for === "file" || wait.for === "mail" || wait.for === "poll";
}

/** For whom or what a renewal waits, and until when, in one sentence. */
export async function waitsFor({ texts }: Describing, view: RenewalView): Promise<string> {
  const { wait, wakeAt, late } = view;
  const parts = [await say(texts, `wait.for.${kindOf(view)}`)];
  if (wait?.for === "date") {
    parts.push(await say(texts, "wait.until", { at: texts.dateTime(wait.at) }));
  }
  if (wait?.deadline !== undefined) {
    const at = texts.dateTime(wait.deadline);
    parts.push(await say(texts, late ? "wait.late" : "wait.deadline", { at }));
    // What failed for want of a person fails again without one, whenever it is looked at.
  } else if (wakeAt !== undefined && wait?.for !== "date" && !wantsPerson(view)) {
    const soon = texts.shortly(wakeAt);
    const next = view.state === "failed" ? "wait.next-try" : "wait.next-look";
    parts.push(
      soon === undefined
        ? await say(texts, next, { at: texts.dateTime(wakeAt) })
        : await say(texts, `${next}-soon`, { in: soon }),
    );
  }
  return parts.join(" ");
}

/** The names of files that are waited for, and the folder where they are found by themselves. */
export async function showFiles(
  { out, texts }: Describing,
  { wait, profile }: RenewalView,
  home: Home,
  hang = 4,
): Promise<void> {
  const names = expectedFiles(wait);
  if (names.length === 0) return;
  out.line(await say(texts, "wait.files", { names: names.join(", ") }), 2, hang);
  const folder = join(home.inbox, profile);
  out.line(await say(texts, "wait.inbox", { folder }), 2, hang);
}

/** Whether a renewal that failed has a time at which it is tried again by itself. */
export function isTriedAgain({ state, wakeAt }: RenewalView): boolean {
  return state === "failed" && wakeAt !== undefined;
}

/** Names of files that are expected, if any. */
export function expectedFiles(wait: Wait | undefined): readonly string[] {
  if (wait?.for === "file" || wait?.for === "mail") return wait.names;
  return wait?.for === "poll" ? (wait.orFile?.names ?? []) : [];
}

/** Whom to call, as the provider's manifest says. */
export async function showContacts(
  { out, texts }: Describing,
  contacts: readonly Contact[],
  owner: string,
): Promise<void> {
  if (contacts.length === 0) return;
  out.line(await say(texts, "contacts.title"), 2);
  for (const { topic, phone, email, web } of contacts) {
    const ways = [phone, email, web].filter((way) => way !== undefined);
    const label = await labelOf({ texts, owner }, topic);
    out.line(await say(texts, "pair", { label, value: ways.join(", ") }), 4, 6);
  }
}

function kindOf({ wait, state, step, error }: RenewalView): string {
  if (state === "in-doubt") return "decision";
  if (state === "failed") return wantsPerson({ state, error }) ? "person" : "retry";
  switch (wait?.for) {
    case "poll":
      return step?.actor === "operator" ? "operator" : "authority";
    case undefined:
      return "nothing";
    default:
      return wait?.for ?? "nothing";
  }
}
