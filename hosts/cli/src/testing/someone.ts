import { CatalogueLocalizer, l10nCatalogue, type CatalogueSource } from "@perennial/l10n";
import { catalogue } from "../l10n/index.js";
import { Output } from "../output/output.js";
import { nobody } from "../terminal/terminal.js";
import { Sink } from "./run-command.js";

/** Someone at a terminal who answers each question with a line, and the screen that they see. */
export function someone(
  answer: (prompt: string) => Promise<string>,
  ...catalogues: readonly CatalogueSource[]
) {
  const screen = new Sink(true);
  const terminal = {
    ...nobody,
    interactive: true,
    ask: answer,
    secret: answer,
    keys: () => Promise.resolve(),
  };
  const io = { stdout: screen, stderr: screen, env: {} };
  const out = new Output(io, { json: false, colour: false });
  const texts = new CatalogueLocalizer("en", [catalogue, l10nCatalogue, ...catalogues]);
  return { screen, asking: { terminal, out, texts } };
}
