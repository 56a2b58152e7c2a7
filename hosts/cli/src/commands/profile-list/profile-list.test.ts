import assert from "node:assert/strict";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { runCommand } from "../../testing/run-command.js";
import { at } from "../../testing/views.js";

describe("the list of profiles", () => {
  let store: RenewalStore;
  beforeEach(async () => {
    store = await openSqliteStore({ path: ":memory:" });
    store.close = () => Promise.resolve();
  });

  it("names the command that adds the first one", async () => {
    const { stdout, exitCode } = await runCommand(["profile", "list"], { store });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^ {2}perennial profile add$/m);
  });

  it("has its columns one below the other", async () => {
    for (const id of ["a", "meridian-bank"]) {
      const profile = { id, provider: "acme.mail", values: {}, createdAt: at, updatedAt: at };
      await store.putProfile(profile, "new");
    }
    const { stdout } = await runCommand(["profile", "list"], { store });
    assert.equal(stdout, "a              acme.mail\nmeridian-bank  acme.mail\n");
  });
});
