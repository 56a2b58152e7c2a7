import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { accountOf, at, profileOf, soon } from "../../testing/views.js";

describe("the first line of status", () => {
  const due = (name: string) => profileOf(name, accountOf(soon, { urgency: "notice" }));
  const fine = (name: string) => profileOf(name, accountOf("2027-06-01T00:00:00Z"));

  for (const [profiles, english, french] of [
    [
      [fine("a")],
      "One certificate on November 20, 2026: it needs nothing",
      "Un certificat au 20 novembre 2026\u00A0: il ne demande rien",
    ],
    [
      [due("a")],
      "One certificate on November 20, 2026: it needs you",
      "Un certificat au 20 novembre 2026\u00A0: il demande votre attention",
    ],
    [
      [fine("a"), fine("b")],
      "2 certificates on November 20, 2026: none needs you",
      "2 certificats au 20 novembre 2026\u00A0: aucun ne demande votre attention",
    ],
    [
      [due("a"), fine("b")],
      "2 certificates on November 20, 2026: one needs you",
      "2 certificats au 20 novembre 2026\u00A0: l’un d’eux demande votre attention",
    ],
    [
      [due("a"), due("b"), fine("c")],
      "3 certificates on November 20, 2026: 2 need you",
      "3 certificats au 20 novembre 2026\u00A0: 2 demandent votre attention",
    ],
  ] as const) {
    it(`says “${english}”, and that in French`, async () => {
      const engine = new FakeEngine();
      engine.overviewNow = { at, profiles };
      for (const [language, line] of [
        ["en", english],
        ["fr", french],
      ] as const) {
        const { stdout } = await runCommand(["status", "--lang", language], { engine });
        assert.equal(stdout.split("\n")[0], line);
      }
    });
  }
});
