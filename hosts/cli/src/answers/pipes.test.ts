import { spawnSync } from "node:child_process";
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { StoreInventory } from "@perennial/inventory";
import { installedChain } from "../commands/keys-export/installed-chain.js";
import { readDraftInput } from "../commands/profile-add/draft-input.js";
import type { Home } from "../home/home.js";
import { Arguments } from "../parse/arguments.js";
import { readPinFile } from "../pins/read-pin-file.js";
import { readAnswersFile } from "./answers-file.js";
import { readSecretFile } from "./secret-file.js";
import { skipBecause } from "../testing/skip-because.js";

describe("A pipe in the place of a file", () => {
  let folder: string;
  let pipe: string;
  beforeEach(async function () {
    folder = await mkdtemp(join(tmpdir(), "perennial-pipes-"));
    pipe = join(folder, "pipe");
    if (spawnSync("mkfifo", ["-m", "600", pipe]).status !== 0) skipBecause(this, "no mkfifo");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is refused for answers, secrets and PINs, and not waited for", async () => {
    await assert.rejects(readAnswersFile(pipe, folder), { code: "answers.unreadable" });
    await assert.rejects(readSecretFile(pipe), { code: "secret-file.unreadable" });
    await assert.rejects(readPinFile(pipe), { code: "pin-file.refused" });
    await assert.rejects(readPinFile(pipe, true), { code: "pin-file.refused" });
  });

  it("is no worse than a file of the system's that is read without end", async function () {
    if (process.platform !== "linux") skipBecause(this, "only Linux has one");
    const endless = "/proc/self/pagemap";
    const large = (code: string) => ({ code, params: { path: endless, system: "EFBIG" } });
    await assert.rejects(readAnswersFile(endless, folder), large("answers.unreadable"));
    await assert.rejects(readSecretFile(endless), large("secret-file.unreadable"));
    await assert.rejects(readPinFile(endless), large("pin-file.unreadable"));
  });

  it("is refused for a new profile's values, and not waited for", async () => {
    const args = new Arguments(new Map([["from", pipe]]));
    await assert.rejects(readDraftInput(args, folder), { code: "profile.file-unreadable" });
  });

  it("is told of where a recorded certificate was, and not waited for", async () => {
    const record = { source: pipe, der: "" } as CertificateRecord;
    const { issuers, problem } = await installedChain(record, {} as Home);
    assert.deepEqual([issuers, problem?.code], [[], "cli.issuers-unreadable"]);
    const inventory = new StoreInventory({} as RenewalStore, { now: () => 0 });
    await assert.rejects(inventory.read({ profileId: "a", account: "b", path: pipe }), {
      code: "inventory.not-a-file",
    });
  });
});
