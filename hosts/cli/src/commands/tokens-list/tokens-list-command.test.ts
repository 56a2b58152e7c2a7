import assert from "node:assert/strict";
import type { ModulePart, TokenListing, TokenServices } from "@perennial/hardware";
import { Lazy } from "../../lazy.js";
import { runCommand } from "../../testing/run-command.js";
import { someToken } from "@perennial/hardware/testing";
import { Tokens } from "../../tokens.js";

describe("The list of tokens", () => {
  it("shows what the other drivers have while one of them takes long, and each token once", async () => {
    const [card, late] = [someToken(), someToken({ label: "Late", slot: "02" })];
    const status = { module: card.module };
    const shown = Promise.withResolvers<void>();
    const list = async (
      _signal?: AbortSignal,
      read?: (part: ModulePart) => void,
    ): Promise<TokenListing> => {
      read?.({ status, tokens: [card], unusable: [] });
      await shown.promise;
      return { modules: [status], tokens: [card, late], unusable: [], remarks: [] };
    };
    const services = { modules: { list, end: () => undefined } } as unknown as TokenServices;
    let early = "";
    const { stdout, exitCode } = await runCommand(["tokens", "list"], {
      bind: (scope) =>
        scope.registerInstance(Tokens.symbol, new Lazy(() => Promise.resolve(services))),
      onText: (all) => {
        if (!all.includes("serial=1")) return;
        early ||= all;
        shown.resolve();
      },
    });
    assert.equal(exitCode, 0);
    assert.match(early, /^One token so far:\n {2}Card\n/u);
    assert.equal(stdout.split("  Card\n").length, 2);
    assert.match(stdout, /One more token:\n {2}Late\n/u);
  });
});
