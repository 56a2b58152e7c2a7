import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { CapturedOutput } from "./captured-output.js";
import { OutputBudget } from "./output-budget.js";
import { systemTimers } from "./timers.js";

describe("What a plugin's process printed", () => {
  const captured = async (text: string) => {
    const stream = new PassThrough();
    const budget = new OutputBudget(100_000, systemTimers);
    const output = new CapturedOutput(budget, () => undefined);
    output.attach(stream);
    stream.end(text);
    await new Promise((resolve) => stream.on("end", resolve));
    return output;
  };

  it("names the error that nobody caught, however long the trace after it is", async () => {
    const frames = Array.from({ length: 20 }, (_none, at) => `    at f${at} (file:///p/a.js:1:1)`);
    const cause = "  [cause]: Error: inner";
    const text = ["file:///p/a.js:3", "TypeError: no ship", ...frames, cause, "Node.js v26"];
    const output = await captured(`${text.join("\n")}\n`);
    assert.equal(output.error, "TypeError: no ship");
    assert.ok(!output.last.includes("no ship"));
  });

  it("names none where no line looks like one", async () => {
    assert.equal((await captured("Errors: none\n  Error: indented\nready\n")).error, undefined);
  });
});
