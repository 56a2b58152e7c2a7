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
});
