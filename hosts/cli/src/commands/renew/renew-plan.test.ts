import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { accountOf, at, profileOf } from "../../testing/views.js";
import { linesFit } from "../../testing/lines-fit.js";
import { soon } from "../../testing/views.js";

describe("renew --plan", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("shows the plan, and begins nothing", async () => {
    engine.overviewNow = { at, profiles: [profileOf("meridian", accountOf(soon))] };
    engine.planNow = {
      profile: "meridian",
      provider: "acme.mail",
      kind: "rekey",
      pluginId: "acme",
      pluginVersion: "1.0.0",
      accounts: [
        {
          account: "main",
          steps: [
            {
              name: "order",
              title: "Order the certificate",
              actor: "person",
              asks: ["your approval"],
              takes: "PT5M",
            },
            {
              name: "wait",
              title: "Receive it",
              actor: "authority",
              asks: [],
              takes: ["P1D", "P7D"],
            },
          ],
          takes: ["P1DT5M", "P7DT5M"],
        },
      ],
      contacts: [],
    };
    const ran = await runCommand(["renew", "meridian", "--plan"], { engine });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /1\. Order the certificate {2}\(you, 5 minutes\)/);
    assert.match(ran.stdout, /- your approval/);
    assert.match(ran.stdout, /2\. Receive it {2}\(the certification authority, 1 day – 7 days\)/);
    assert.match(ran.stdout, /nothing has happened/);
    assert.deepEqual(engine.called("begin"), []);
    linesFit(ran.stdout);
  });
});
