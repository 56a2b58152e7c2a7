import assert from "node:assert/strict";
import { message, PerennialError } from "@perennial/api";
import { pluginsCatalogue } from "@perennial/plugins";
import { someone } from "../testing/someone.js";
import { PersonTokenConfirmation } from "./person-token-confirmation.js";

describe("Whether a token is the one that is meant", () => {
  const question = {
    label: "Card",
    model: "M1",
    wanted: "A1",
    serial: "B2",
    texts: [
      message("token.other", {
        label: "Card",
        model: "M1",
        wanted: "A1",
        serial: "B2",
        known: "yes",
      }),
    ],
    question: message("token.other.question"),
  };

  function asked(typed: string | Error, stopping = new AbortController()) {
    const answer = () =>
      typeof typed === "string" ? Promise.resolve(typed) : Promise.reject(typed);
    const { asking, screen } = someone(answer, pluginsCatalogue);
    const leaving = { leave: () => stopping.abort(), stopping: stopping.signal };
    const confirmation = new PersonTokenConfirmation(asking, false, leaving);
    return { answer: confirmation.ask(question), screen };
  }

  it("is a person's to say, who sees both serial numbers", async () => {
    const { answer, screen } = asked("y");
    assert.equal(await answer, true);
    assert.match(screen.text, /serial number B2.*serial number A1/su);
  });

  it("is a no for whoever presses Enter", async () => {
    assert.equal(await asked("").answer, false);
  });

  it("leaves the command for whoever leaves", async () => {
    const stopping = new AbortController();
    const { answer } = asked(new PerennialError("cli.interrupted"), stopping);
    await assert.rejects(answer, { code: "cli.interrupted" });
    assert.ok(stopping.signal.aborted);
  });
});
