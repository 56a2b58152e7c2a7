import assert from "node:assert/strict";
import { CatalogueLocalizer } from "@perennial/l10n";
import { catalogue } from "../l10n/index.js";
import { Output } from "../output/output.js";
import { Sink } from "../testing/run-command.js";
import type { Terminal } from "../terminal/terminal.js";
import { passphraseFromTerminal } from "./ask-passphrase.js";

describe("The question for the key store’s passphrase", () => {
  const unlock = { purpose: "unlock", minLength: 12, canGenerate: false } as const;
  async function asked(typed: string) {
    const sink = new Sink(true);
    const texts = new CatalogueLocalizer("en", [catalogue]);
    const terminal = { secret: () => Promise.resolve(typed) } as unknown as Terminal;
    const io = { stdout: sink, stderr: sink, env: {} };
    const out = new Output(io, { json: false, colour: false });
    const ask = passphraseFromTerminal({ terminal, out, texts }, "/home/ada/perennial");
    return { answer: await ask(unlock), said: sink.text.replaceAll(/\s+/gu, " ") };
  }

  it("says first what it opens, since it may come between passwords of others", async () => {
    const { answer, said } = await asked("correct horse battery");
    assert.deepEqual(answer, { passphrase: "correct horse battery" });
    assert.match(
      said,
      /passwords it keeps are encrypted in the key store of \/home\/ada\/perennial;/u,
    );
  });

  it("takes nothing typed for no passphrase", async () => {
    assert.equal((await asked("")).answer, null);
  });
});
