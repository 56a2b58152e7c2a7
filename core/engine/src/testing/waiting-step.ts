import { done, waiting, type Wait } from "@perennial/api";
import type { FakeStep } from "./fake-plugins.js";
import type { TestBench } from "./test-bench.js";

/** A step that waits until there is an answer, and answers it. */
export const asking = (wait: Wait): FakeStep => ({
  name: "ask",
  run: ({ answers }) => {
    const given = answers[wait.key];
    return given === undefined ? waiting(wait) : done(given);
  },
});

/** The output of a step of a renewal. */
export const output = async (bench: TestBench, renewal: string, step = "ask") =>
  (await bench.engine.show({ renewal })).outputs[step];
