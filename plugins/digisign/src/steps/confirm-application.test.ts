import assert from "node:assert/strict";
import { holderSubject } from "../testing/fake-certificates.js";
import { formOf, refusedWith, waitOf } from "../testing/expect.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { Person, shown } from "../testing/person.js";
import { World } from "../testing/world.js";
import { application } from "./confirm-application.js";

describe("FORM: “the holder’s identity cannot be changed”", () => {
  let world: World;
  let renewal: FakeRenewal;
  const begin = async (profile: Parameters<World["begin"]>[0] = {}) => {
    world = new World();
    renewal = world.begin(profile);
    await new Person(world).carryOnUntilDone(renewal, "choose-date");
  };
  beforeEach(() => begin());

  it("“will be automatically filled with information used from the issued certificate”", async () => {
    assert.match(holderSubject, /O=Exemplu S\.R\.L\.,L=Bucuresti,C=RO/);
    assert.deepEqual(shown(waitOf(await world.run(renewal))), {
      holder: "Ana Popescu",
      issuer: "CN=DigiSign Qualified CA Test,O=DIGISIGN S.A.,C=RO",
      serial: "0a1b2c",
      email: "ana@exemplu.example",
      phone: "+40 21 555 0100",
      organization: "Exemplu S.R.L.",
      locality: "Bucuresti",
      country: "RO",
    });
  });

  it("offers what the profile says instead, where it does", async () => {
    await begin({ organization: "Altă firmă", locality: "Cluj-Napoca", country: "MD" });
    const values = shown(waitOf(await world.run(renewal)));
    assert.equal(values["organization"], "Altă firmă");
    assert.equal(values["locality"], "Cluj-Napoca");
    assert.equal(values["country"], "MD");
  });

  it("lets only the contact data be changed", async () => {
    const { properties } = formOf(await world.run(renewal));
    const fixed = Object.keys(properties).filter((name) => properties[name]?.readOnly === true);
    assert.deepEqual(fixed, ["holder", "issuer", "serial"]);
    await world.give(renewal, "subject", {
      ...shown(waitOf(await world.run(renewal))),
      email: " ana.noua@exemplu.example ",
      phone: "",
    });
    assert.deepEqual(application(renewal), {
      email: "ana.noua@exemplu.example",
      phone: "",
      organization: "Exemplu S.R.L.",
      locality: "Bucuresti",
      country: "RO",
    });
  });

  for (const [field, value] of [
    ["holder", "Maria Popescu"],
    ["issuer", "CN=Another"],
    ["serial", "ff"],
  ] as const) {
    it(`refuses another ${field} than the certificate’s`, async () => {
      const rest = await world.run(renewal);
      const changed = await world.give(renewal, "subject", {
        ...shown(waitOf(rest)),
        [field]: value,
      });
      assert.equal(refusedWith(changed), "digisign.identity-changed");
      assert.ok(!renewal.ended.has("confirm-application"));
    });
  }
});
