import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { done, message, PerennialError, waiting, type FileRef, type Wait } from "@perennial/api";
import type { FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";
import { asking, output } from "../testing/waiting-step.js";

const text = message("wait");

const file: Wait = { for: "file", key: "cert", text, names: ["*.pem"], maxBytes: 100 };

const person: Wait = { for: "person", key: "ok", text, question: { type: "confirm" } };

describe("A wait for a file", () => {
  it("takes the file that lies in a watched folder", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const { id } = await bench.run();
    bench.files.leave("/inbox/other.txt", "x");
    assert.deepEqual(await bench.engine.due(), []);
    bench.files.leave("/inbox/New.PEM", "certificate");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
    assert.equal(((await output(bench, id)) as unknown as FileRef).name, "New.PEM");
  });

  it("has its folder made before anybody is told of it, once", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const view = await bench.run();
    assert.deepEqual(bench.files.prepared, ["meridian"]);
    await bench.engine.advance({ renewal: view.id });
    assert.deepEqual(bench.files.prepared, ["meridian"]);
    const nobody = await TestBench.ofSteps(asking(person));
    await nobody.run();
    assert.deepEqual(nobody.files.prepared, []);
  });

  it("takes a file that is there before anybody waits for it", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    bench.files.leave("/inbox/a.pem", "certificate");
    assert.equal((await bench.run()).state, "done");
  });

  it("takes the file that a person picks, whatever its name", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const { id } = await bench.run();
    bench.files.put("/home/ada/1234.txt", "certificate");
    await bench.engine.give({ renewal: id, key: "cert", path: "/home/ada/1234.txt" });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  const picky: FakeStep = {
    name: "ask",
    run: ({ answers }) => {
      const given = answers["cert"] as unknown as FileRef | undefined;
      if (given === undefined) return waiting(file);
      if (given.name === "good.pem") return done(given.name);
      return waiting({ ...file, refusal: { code: "acme.wrong-file", params: {} } });
    },
  };

  it("does not offer a refused file again, but tries the next one", async () => {
    const bench = await TestBench.ofSteps(picky);
    bench.files.leave("/inbox/bad.pem", "bad");
    const { id, state } = await bench.run();
    assert.equal(state, "waiting");
    const take = bench.files.take.bind(bench.files);
    bench.files.take = () => assert.fail("a refused file was copied again");
    await bench.engine.advance({ renewal: id });
    assert.deepEqual(await bench.engine.due(), []);
    const { refusedFiles = [] } = await bench.engine.show({ renewal: id });
    assert.deepEqual(refusedFiles, [createHash("sha256").update("bad").digest("hex")]);
    bench.files.take = take;
    // Once to ask and once to refuse.
    assert.equal(bench.plugins.runs.get("ask"), 2);
    bench.files.leave("/inbox/good.pem", "good");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("leaves what is known to be something else in the folder, and takes it from a person", async () => {
    const contract = createHash("sha256").update("contract").digest("hex");
    const bench = await TestBench.ofSteps(asking({ ...file, except: [contract] }));
    bench.files.leave("/inbox/contract.pem", "contract");
    const { id, state } = await bench.run();
    assert.equal(state, "waiting");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.give({ renewal: id, key: "cert", path: "/inbox/contract.pem" });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("lets a person offer a refused file again", async () => {
    const bench = await TestBench.ofSteps(picky);
    bench.files.leave("/inbox/bad.pem", "bad");
    const { id } = await bench.run();
    const before = bench.plugins.runs.get("ask") ?? 0;
    await bench.engine.give({ renewal: id, key: "cert", path: "/inbox/bad.pem" });
    await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("ask"), before + 1);
  });

  it("judges each of several files that are given before the step runs", async () => {
    const files = { "/home/ada/good.pem": "good", "/home/ada/bad.pem": "bad" };
    for (const paths of [Object.keys(files), Object.keys(files).toReversed()]) {
      const bench = await TestBench.ofSteps(picky);
      const { id } = await bench.run();
      for (const [path, content] of Object.entries(files)) bench.files.put(path, content);
      for (const path of paths) await bench.engine.give({ renewal: id, key: "cert", path });
      assert.equal((await bench.engine.advance({ renewal: id })).state, "done", paths.join());
    }
  });

  it("ignores no file of a folder that the step has not seen", async () => {
    const bench = await TestBench.ofSteps(picky);
    const { id } = await bench.run();
    bench.files.put("/home/ada/worse.pem", "worse");
    bench.files.put("/home/ada/bad.pem", "bad");
    await bench.engine.give({ renewal: id, key: "cert", path: "/home/ada/worse.pem" });
    await bench.engine.give({ renewal: id, key: "cert", path: "/home/ada/bad.pem" });
    bench.files.leave("/inbox/bad.pem", "bad");
    bench.files.leave("/inbox/good.pem", "good");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
    // To ask, and to judge the two that were given and the one that lay there.
    assert.equal(bench.plugins.runs.get("ask"), 4);
  });

  it("refuses a larger file before it is taken, and passes over it in a folder", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const { id } = await bench.run();
    bench.files.leave("/inbox/big.pem", "x".repeat(101));
    await assert.rejects(
      bench.engine.give({ renewal: id, key: "cert", path: "/inbox/big.pem" }),
      (error) => PerennialError.is(error, "files.too-large"),
    );
    assert.deepEqual(await bench.engine.due(), []);
    bench.files.leave("/inbox/small.pem", "x");
    assert.deepEqual(await bench.engine.due(), [id]);
  });

  it("serves a mail by its attachment", async () => {
    const mail: Wait = { ...file, for: "mail", subjects: ["*"], names: ["*.DER.txt"] };
    const bench = await TestBench.ofSteps(asking(mail));
    const { id } = await bench.run();
    bench.files.leave("/inbox/acme.der.txt", "certificate");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});
