import assert from "node:assert/strict";
import { PerennialError, type FileRef } from "@perennial/api";
import { ActivationStage, orderNumber } from "../testing/activation-stage.js";
import { refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import { json, refusal } from "../testing/panel-pages.js";
import type { Rest } from "../testing/world.js";

describe("CSR: “pasted or generated; checked, ‘Correct’ or the error; the private key must be kept”", () => {
  let stage: ActivationStage;
  let rest: Rest;
  beforeEach(async () => {
    stage = new ActivationStage({ keyMethod: "own-csr" });
    rest = await stage.choose("own-csr");
  });
  const csr = (spkiHash = "5".repeat(64)): FileRef =>
    stage.world.files.give("own.csr", `REQUEST ${spkiHash} CN=anna@przyklad.example\n`);
  const give = (file: FileRef) => stage.world.give(stage.renewal, "own-request", file);

  it("waits for a file, and makes no key", () => {
    assert.ok(rest.state === "waiting" && rest.step === "own-request" && rest.wait.for === "file");
    assert.ok(said(rest).includes("certum.own-request.no-private-key"));
    assert.equal(stage.world.keys.made.length, 0);
  });

  it("says that it is correct, and asks whether the private key is kept", async () => {
    const correct = await give(csr());
    assert.equal(waitOf(correct).text.key, "certum.own-request.correct");
    assert.ok(said(correct).includes("certum.own-request.keep-key"));
    assert.equal(stage.world.panel.posts("panel/csr"), 1);
    const { key } = waitOf(correct);
    await stage.world.give(stage.renewal, key, true);
    const output = stage.renewal.outputs.get("own-request") as { spkiHash: string };
    assert.equal(output.spkiHash, "5".repeat(64));
  });

  it("takes a key on P-521, and says what it is", async () => {
    const { read } = stage.world.requests;
    stage.world.requests.read = async (content) => ({
      ...(await read.call(stage.world.requests, content)),
      key: { kind: "ec", curve: "ec-p521" },
    });
    const correct = await give(csr());
    assert.equal(sentence(correct, "certum.own-request.states").args?.["key"], "ECDSA P-521");
  });

  it("is not looked for as the certificate where the folder still holds its file", async () => {
    const file = csr();
    const { key } = waitOf(await give(file));
    const wait = waitOf(await stage.world.give(stage.renewal, key, true));
    assert.equal(wait.key, "certificate");
    assert.ok(wait.for === "poll");
    assert.deepEqual(wait.orFile?.except, [file.sha256]);
  });

  it("asks for another one where the private key is not kept", async () => {
    const { key } = waitOf(await give(csr()));
    const again = await stage.world.give(stage.renewal, key, false);
    assert.equal(refusedWith(again), "certum.key-not-kept");
    assert.equal(waitOf(again).key, "own-request");
  });

  it("“CSR garbage” is refused and nothing lost", async () => {
    const again = await give(stage.world.files.give("notes.txt", "hello"));
    assert.equal(refusedWith(again), "requests.unreadable");
    assert.equal(waitOf(await give(csr())).text.key, "certum.own-request.correct");
  });

  for (const code of ["requests.private-key", "requests.invalid"]) {
    it(`${code} is refused by name (“bad self-signature”; a private key in the file)`, async () => {
      stage.world.requests.read = async () => {
        throw new PerennialError(code, { rule: "signature" });
      };
      assert.equal(refusedWith(await give(csr())), code);
    });
  }

  const broken: readonly [string, string][] = [
    ["“RSA 1024”", "key.rsa-too-short"],
    ["“or 2047”", "key.rsa-length"],
    ["“wrong curve”", "key.curve"],
    ["“CN neither organisation nor mailbox”", "subject.common-name"],
    ["a subject that contradicts the verified data", "subject.O"],
  ];
  for (const [row, rule] of broken) {
    it(`${row}: the rule ${rule} is named`, async () => {
      stage.world.requests.findings = [{ rule, params: {} }];
      const again = await give(csr());
      assert.equal(refusedWith(again), "certum.request-refused");
      const rules = waitOf(again).refusal?.params["rules"] as { args: { rule: string } }[];
      assert.equal(rules[0]?.args.rule, rule);
    });
  }

  it("“key already used”: that of the current certificate is refused here", async () => {
    stage.renewal.current = { spkiHash: "7".repeat(64) } as NonNullable<
      typeof stage.renewal.current
    >;
    assert.equal(refusedWith(await give(csr("7".repeat(64)))), "certum.request-key-of-current");
  });

  const atPanel = [
    "csr.unreadable",
    "csr.bad-signature",
    "csr.weak-key",
    "csr.wrong-curve",
    "csr.common-name",
    "csr.subject-mismatch",
    "csr.key-used",
  ];
  it("is judged by the panel for its order: an attribute that was not verified (OU) is told at once", async () => {
    const { panel } = stage.world;
    panel.next = (request, path) => {
      if (path !== "panel/csr") return undefined;
      return request.form?.["number"] === orderNumber
        ? refusal(request, 400, "csr.subject-mismatch", "OU")
        : json(request, 200, { result: "Correct", spkiHash: "" });
    };
    assert.equal(refusedWith(await give(csr())), "certum.csr.subject-mismatch");
    assert.equal(stage.activations.length, 0);
  });

  for (const code of atPanel) {
    it(`${code} of the panel is a refusal of the file, before anything is submitted`, async () => {
      stage.refuseCsr = { code, detail: "O" };
      const again = await give(csr());
      assert.equal(refusedWith(again), `certum.${code}`);
      assert.equal(stage.activations.length, 0);
      stage.refuseCsr = undefined;
      assert.equal(waitOf(await give(csr())).text.key, "certum.own-request.correct");
    });
  }
});
