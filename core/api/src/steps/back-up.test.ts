import assert from "node:assert/strict";
import { Files, MakeBackup, construct, service, step } from "../index.js";
import { FakeRenewal } from "../testing/fake-renewal.js";
import { outputOf } from "../testing/output-of.js";

@step("back-up")
class BackUp extends MakeBackup {
  protected override scope() {
    return { paths: ["properties"], keyIds: ["k1"] };
  }
}

describe("The step that backs up", () => {
  it("finds the backup that was made when the machine stopped", async () => {
    let made = 0;
    const backup = { path: "/b", files: 1, bytes: 2, missing: ["properties"] };
    const files = {
      backUp: async () => {
        made += 1;
        return backup;
      },
      findBackup: async () => backup,
    } as unknown as Files;
    const renewal = new FakeRenewal();
    renewal.answers.set("back-up", true);
    renewal.effects.set("back-up", { intent: {} });
    const outcome = await construct(BackUp, [service(Files, files)]).run(renewal);
    assert.deepEqual(outputOf(outcome), { made: true, ...backup });
    assert.equal(made, 0);
    assert.deepEqual(outcome.outcome === "done" && outcome.notes?.map(({ key }) => key), [
      "backup.made",
      "backup.missing",
    ]);
  });
});
