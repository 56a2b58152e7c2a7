import assert from "node:assert/strict";
import { Sink } from "../testing/run-command.js";
import { Output } from "./output.js";

function outputTo(stdout: Sink, env: { readonly [name: string]: string } = {}, json = false) {
  return new Output({ stdout, stderr: new Sink(false), env }, { json, colour: true });
}

describe("output", () => {
  it("is coloured on a terminal only", () => {
    assert.match(outputTo(new Sink(true)).style("good", "yes"), /\[32m/);
    assert.equal(outputTo(new Sink(false)).style("good", "yes"), "yes");
  });

  it("is not coloured with NO_COLOR, with --no-color, or on a dumb terminal", () => {
    assert.equal(outputTo(new Sink(true), { NO_COLOR: "1" }).style("good", "yes"), "yes");
    assert.equal(outputTo(new Sink(true), { TERM: "dumb" }).style("good", "yes"), "yes");
    const io = { stdout: new Sink(true), stderr: new Sink(true), env: {} };
    assert.equal(new Output(io, { json: false, colour: false }).style("good", "yes"), "yes");
  });

  it("is coloured when NO_COLOR is empty, as its convention says", () => {
    assert.match(outputTo(new Sink(true), { NO_COLOR: "" }).style("good", "yes"), /\[32m/);
  });

  it("shows commands in one line, with the options that they need again", () => {
    const stdout = new Sink(false);
    const repeated = ["--plugin-dir", `/my plugins/${"long/".repeat(20)}`];
    const io = { stdout, stderr: new Sink(false), env: {} };
    new Output(io, { json: false, colour: true, repeated }).command("perennial resume r-1", 2);
    assert.equal(stdout.text, `  perennial resume r-1 --plugin-dir '${repeated[1]}'\n`);
    new Output(io, { json: true, colour: true, repeated }).command("perennial resume r-1");
    const other = new Sink(false);
    const given = ["--home", "/h", "--pin-file", "bad", "--module", "--pin-file"];
    const out = new Output(
      { ...io, stdout: other },
      { json: false, colour: true, repeated: given },
    );
    out.command("perennial resume", 0, { also: ["--answers", "a b"], without: ["--pin-file"] });
    assert.equal(other.text, "perennial resume --answers 'a b' --home /h --module --pin-file\n");
    assert.equal(stdout.text.split("\n").length, 2);
  });

  it("shows no text in JSON mode and no JSON otherwise", () => {
    const json = new Sink(false);
    const out = outputTo(json, {}, true);
    out.line("hello");
    out.problem("oh");
    out.data({ perennial: 1 });
    assert.equal(json.text, '{"perennial":1}\n');
    const text = new Sink(false);
    outputTo(text).data({ perennial: 1 });
    assert.equal(text.text, "");
  });

  it("finishes a begun line, or begins a new one when something came between", () => {
    const sink = new Sink(true);
    const out = outputTo(sink, { NO_COLOR: "1" });
    out.begin("Step 1 …");
    assert.equal(out.end(" done"), true);
    out.begin("Step 2 …");
    out.line("a remark");
    assert.equal(out.end(" done"), false);
    assert.equal(sink.text, "Step 1 … done\nStep 2 …\na remark\n");
  });

  it("breaks a line that is finished later between words", () => {
    const sink = new Sink(true, 40);
    const out = outputTo(sink, { NO_COLOR: "1" });
    out.begin("acme  Step 3 of 12  Save the request");
    out.end(" waiting until tomorrow");
    out.begin("acme  Step 4 of 12  Wait until the certificate is there");
    out.end(" done");
    assert.deepEqual(sink.text.split("\n"), [
      "acme  Step 3 of 12  Save the request",
      "  waiting until tomorrow",
      "acme  Step 4 of 12  Wait until the",
      "  certificate is there done",
      "",
    ]);
  });

  it("keeps the blank at the end of a prompt", () => {
    const sink = new Sink(true);
    outputTo(sink).begin("PIN: ");
    assert.equal(sink.text, "PIN: ");
  });

  it("takes back a line of several rows whole", () => {
    const sink = new Sink(true, 40);
    const out = outputTo(sink, { NO_COLOR: "1" });
    out.begin("acme  Step 4 of 12  Wait until the certificate is there");
    sink.text = "";
    out.takeBack();
    assert.equal(sink.text, "\r\u001B[2K\u001B[1A\u001B[2K");
    out.takeBack();
    assert.equal(out.end(" done"), false);
  });

  it("begins no line where it cannot be finished in place", () => {
    const sink = new Sink(false);
    outputTo(sink).begin("Step 1 …");
    assert.equal(sink.text, "");
  });
});
