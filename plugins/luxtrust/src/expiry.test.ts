import { stepName } from "@perennial/api";
import assert from "node:assert/strict";
import { sofieRenewal } from "./sofie-renewal.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

const note = "luxtrust.expired-meanwhile";

describe("“expiry during any step”", () => {
  for (const name of sofieRenewal.steps.map(stepName)) {
    it(`in ${name}: the renewal goes on, and says it once`, async () => {
      const world = new World();
      const person = new Person(world);
      const renewals = world.begin({ contract: "sort", way: "portal" });
      const [crypt, transport] = renewals;
      assert.ok(crypt && transport);
      await person.carryOn(transport);
      // Time stands still until the step's turn; then the certificate has expired.
      await untilStep(world, person, crypt, name);
      crypt.current = { ...crypt.current, notAfter: "2026-11-20T09:29:59Z" };
      assert.deepEqual(await person.carryOn(crypt), { state: "done" });
      const noting = [...world.notes].filter(([, notes]) => notes.includes(note));
      assert.deepEqual(
        noting.map(([step]) => step),
        [`CRYPT ${name}`],
      );
    });
  }

  it("every wait meanwhile says what is disabled", async () => {
    const world = new World();
    const renewal = world.beginOne();
    renewal.current = { ...renewal.current, notAfter: "2026-11-01T00:00:00Z" };
    const rest = await world.run(renewal);
    assert.ok(rest.state === "waiting");
    assert.ok(rest.wait.instructions?.some(({ key }) => key === note));
  });

  it("nothing is said while the certificate is valid", async () => {
    const world = new World();
    const renewal = world.beginOne();
    await new Person(world).carryOn(renewal);
    assert.ok(![...world.notes.values()].flat().includes(note));
  });
});

/** Carries on until the next step to end is `name`. */
async function untilStep(
  world: World,
  person: Person,
  renewal: Parameters<World["run"]>[0],
  name: string,
): Promise<void> {
  const names = sofieRenewal.steps.map(stepName);
  const before = names.slice(0, names.indexOf(name));
  for (const type of sofieRenewal.steps) {
    if (!before.includes(stepName(type))) break;
    await person.carryOnUntilDone(renewal, stepName(type));
  }
  assert.equal(world.notes.has(`${renewal.account} ${name}`), false);
}
