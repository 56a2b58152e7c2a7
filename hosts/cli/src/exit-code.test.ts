import assert from "node:assert/strict";
import { ExitCode, exitCodeOf, worstOf } from "./exit-code.js";

describe("exit codes", () => {
  it("are distinct", () => {
    const codes = Object.values(ExitCode);
    assert.equal(new Set(codes).size, codes.length);
  });

  it("tell families of errors apart", () => {
    const cases = {
      "usage.invalid": 2,
      "profile.not-found": 2,
      "renewal.not-found": 2,
      "policy.refused": 3,
      "guard.refused": 3,
      "guard.unknown-operation": 2,
      "answer.invalid": 3,
      "answers.secret-in-clear": 3,
      "profile.open-renewal": 3,
      "http.timeout": 5,
      "keys.store-locked": 5,
      "order.unknown-outcome": 6,
      "cancel.in-doubt": 6,
      "settle.cannot-confirm": 3,
      "renewal.finished": 3,
      "files.empty": 3,
      "files.private-key": 3,
      "files.not-found": 2,
      "renewal.driven-elsewhere": 7,
      "store.busy": 7,
      "store.corrupt": 5,
      "cli.interrupted": 130,
      "internal.unexpected": 1,
    };
    for (const [code, exitCode] of Object.entries(cases)) {
      assert.equal(exitCodeOf({ code }), exitCode, code);
    }
  });

  it("of several outcomes show the one that most needs someone", () => {
    assert.equal(worstOf([]), ExitCode.done);
    assert.equal(worstOf([ExitCode.done, ExitCode.waiting]), ExitCode.waiting);
    assert.equal(worstOf([ExitCode.waiting, ExitCode.failed, ExitCode.refused]), ExitCode.failed);
    assert.equal(worstOf([ExitCode.failed, ExitCode.inDoubt]), ExitCode.inDoubt);
  });
});
