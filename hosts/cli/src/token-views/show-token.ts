import type { FoundToken, ModuleStatus } from "@perennial/hardware";
import { say } from "../output/say.js";
import type { Asking } from "../questions/asking.js";
import { styleOfStates, tokenStates } from "./token-states.js";
import { tokenName } from "./token-name.js";
import { tokenUri } from "./token-uri.js";

type Showing = Pick<Asking, "out" | "texts">;

/** A token in a few lines: its name, what it is, where it is, its state in words, its URI. */
export async function showToken(token: FoundToken, { out, texts }: Showing): Promise<void> {
  const { model, manufacturer, serial } = token.view;
  out.line(out.style("heading", await tokenName(token.view, texts)), 2, 4);
  const numbered = serial === "" ? "no" : "yes";
  out.line(await say(texts, "tokens.facts", { model, manufacturer, serial, numbered }), 4, 6);
  out.line(await say(texts, "tokens.reader", { reader: token.reader }), 4, 6);
  const states = tokenStates(token.view);
  const words = await Promise.all(states.map((state) => say(texts, `token-state.${state}`)));
  out.line(out.style(styleOfStates(states), words.join("; ")), 4, 6);
  if (token.problem !== undefined) {
    const { what } = await texts.error(token.problem);
    out.line(out.style("bad", await say(texts, "tokens.unread", { problem: what })), 4, 6);
  }
  out.line(out.style("quiet", tokenUri(token)), 4, 6);
}

/** A driver in two or three lines: its name and source, its path, what is wrong with it. */
export async function showModule(
  { module, about, problem }: ModuleStatus,
  { out, texts }: Showing,
): Promise<void> {
  const { name, path, source } = module;
  const library = about === undefined ? "" : `${about.description} ${about.libraryVersion}`.trim();
  const named = name === path ? "" : name;
  const title = [named, library].filter((word) => word !== "").join(", ");
  // A selector of a text has no hyphen.
  const place = source === "known-path" ? "known" : source;
  const from = await say(texts, "tokens.source", { source: place });
  out.line(`${out.style("heading", title === "" ? path : title)} ${from}`, 2, 4);
  if (title !== "") out.line(path, 4, 6);
  if (problem === undefined) return;
  const { what } = await texts.error(problem);
  out.line(out.style("bad", await say(texts, "tokens.fault", { problem: what })), 4, 6);
}
