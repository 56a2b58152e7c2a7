import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { Sink } from "../testing/run-command.js";
import { ReadlineTerminal } from "./readline-terminal.js";

describe("a terminal", () => {
  let stdin: PassThrough & { isTTY: boolean; raw: boolean; setRawMode(raw: boolean): void };
  let stdout: Sink;
  let stop: AbortController;
  let terminal: ReadlineTerminal;
  beforeEach(() => {
    stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      raw: false,
      setRawMode(raw: boolean) {
        stdin.raw = raw;
      },
    });
    stdout = new Sink(true);
    stop = new AbortController();
    terminal = new ReadlineTerminal({ stdin, stdout, interrupt: stop.signal });
  });

  it("asks for a line and shows what is typed", async () => {
    const answer = terminal.ask("Name: ");
    stdin.write("Ada\r");
    assert.equal(await answer, "Ada");
    assert.match(stdout.text, /Name: .*Ada/s);
    assert.equal(stdin.raw, false);
  });

  it("does not show a secret", async () => {
    const answer = terminal.secret("Password: ");
    stdin.write("correct horse\r");
    assert.equal(await answer, "correct horse");
    assert.equal(stdout.text, "Password: \n");
    assert.equal(stdin.raw, false);
  });

  it("keeps what was typed ahead for the next questions", async () => {
    const first = terminal.ask("1? ");
    stdin.write("one\rtwo\rthree\r");
    assert.equal(await first, "one");
    assert.equal(await terminal.ask("2? "), "two");
    assert.equal(await terminal.secret("3? "), "three");
    assert.match(stdout.text, /3\? \n$/);
  });

  it("ends a question with Ctrl-C and leaves the terminal as it was", async () => {
    for (const ask of [() => terminal.ask("? "), () => terminal.secret("? ")]) {
      const answer = ask();
      stdin.write("abc\u0003");
      await assert.rejects(answer, { code: "cli.interrupted" });
      assert.equal(stdin.raw, false);
      // The error that is told next begins a line.
      assert.match(stdout.text, /\n$/);
    }
  });

  it("ends a question when the process is told to stop", async () => {
    const answer = terminal.ask("? ");
    stop.abort();
    await assert.rejects(answer, { code: "cli.interrupted" });
  });

  it("ends a question when the terminal is closed, and asks nothing any more", async () => {
    const answer = terminal.ask("? ");
    stdin.end();
    await assert.rejects(answer, { code: "cli.input-ended" });
    await assert.rejects(terminal.ask("? "), { code: "cli.input-ended" });
  });

  it("leaves a question that was overtaken, and asks the next one", async () => {
    const overtaken = new AbortController();
    const answer = terminal.ask("Path: ", overtaken.signal);
    overtaken.abort();
    assert.equal(await answer, "");
    const next = terminal.ask("Name: ");
    stdin.write("Ada\r");
    assert.equal(await next, "Ada");
  });

  it("reads key strokes one by one", async () => {
    const keys: number[] = [];
    const reading = terminal.keys((key) => keys.push(...key) === 3);
    assert.equal(stdin.raw, true);
    stdin.write("ab");
    stdin.write("c");
    await reading;
    assert.deepEqual(keys, [97, 98, 99]);
    assert.equal(stdin.raw, false);
  });

  it("obeys Ctrl-C and the end of input among key strokes", async () => {
    const first = terminal.keys(() => false);
    stdin.write("a\u0003");
    await assert.rejects(first, { code: "cli.interrupted" });
    const second = terminal.keys(() => false);
    stdin.write("\u0004");
    await assert.rejects(second, { code: "cli.input-ended" });
  });

  it("drops what is typed on after enough keys, until no more comes", async () => {
    let quiet: () => void = () => assert.fail("nothing was typed too many");
    const waits: string[] = [];
    const patient = new ReadlineTerminal(
      { stdin, stdout, interrupt: stop.signal },
      () => undefined,
      (call) => {
        waits.push("begun");
        quiet = call;
        return () => waits.push("ended");
      },
    );
    const keys: number[] = [];
    const reading = patient.keys((key) => keys.push(...key) === 2, "dropped");
    stdin.write("abcd\r");
    stdin.write("ef\r");
    assert.equal(stdin.raw, true);
    assert.deepEqual(waits, ["begun", "ended", "begun"]);
    quiet();
    await reading;
    assert.deepEqual(keys, [97, 98]);
    assert.equal(stdin.raw, false);
    const next = patient.ask("Name: ");
    stdin.write("Ada\r");
    assert.equal(await next, "Ada");
    assert.doesNotMatch(stdout.text, /cd|ef/);
  });

  it("obeys Ctrl-C while it drops keys", async () => {
    const patient = new ReadlineTerminal(
      { stdin, stdout, interrupt: stop.signal },
      () => undefined,
      () => () => undefined,
    );
    const reading = patient.keys(() => true, "dropped");
    stdin.write("ab");
    stdin.write("\u0003");
    await assert.rejects(reading, { code: "cli.interrupted" });
    assert.equal(stdin.raw, false);
  });

  it("reads on from the keyboard when what was typed ahead is not enough", async () => {
    const first = terminal.ask("1? ");
    stdin.write("one\rab\r");
    await first;
    const keys: number[] = [];
    const reading = terminal.keys((key) => keys.push(...key) === 4);
    stdin.write("c");
    await reading;
    assert.deepEqual(keys, [97, 98, 13, 99]);
  });

  it("ends a line that is being written before it asks", async () => {
    const sink = stdout;
    const io = { stdin, stdout: sink, interrupt: stop.signal };
    const polite = new ReadlineTerminal(io, () => sink.write("\n"));
    sink.write("Step 3 …");
    const answer = polite.secret("Passphrase: ");
    stdin.write("correct horse\r");
    await answer;
    assert.equal(sink.text, "Step 3 …\nPassphrase: \n");
  });

  it("breaks a long question between words, and lets none of it move the cursor", async () => {
    const answer = terminal.ask(`  ${"long ".repeat(16)}\u001B[2Aquestion: `);
    stdin.write("Ada\r");
    await answer;
    const [first = "", second = ""] = stdout.text.split("\n");
    assert.equal(first, `  ${"long ".repeat(14).trimEnd()}`);
    assert.match(second, /  long long \[2Aquestion: .*Ada/s);
    assert.equal(stdout.text.includes("\u001B[2A"), false);
  });

  it("shows and keeps nothing of what is typed while it is hushed, and asks afterwards", async () => {
    let stops = 0;
    const quiet = new ReadlineTerminal({ stdin, stdout, stop: () => (stops += 1) });
    quiet.hush();
    assert.equal(stdin.raw, true);
    stdin.write("12345678\r");
    const next = quiet.ask("Name: ");
    stdin.write("Ada\r");
    assert.equal(await next, "Ada");
    assert.doesNotMatch(stdout.text, /12345678/);
    quiet.hush();
    stdin.write("\u0003");
    assert.equal(stops, 1);
    quiet.speak();
    assert.equal(stdin.raw, false);
  });

  it("leaves a secret and key strokes that were overtaken", async () => {
    for (const ask of [
      (signal: AbortSignal) => terminal.secret("? ", signal),
      (signal: AbortSignal) => terminal.keys(() => false, undefined, signal),
    ]) {
      const overtaken = new AbortController();
      const asked = ask(overtaken.signal);
      stdin.write("abc");
      overtaken.abort();
      await asked;
      assert.equal(stdin.raw, false);
      assert.doesNotMatch(stdout.text, /abc/);
    }
  });
});
