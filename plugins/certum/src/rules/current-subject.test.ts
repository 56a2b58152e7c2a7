import assert from "node:assert/strict";
import { organizationStated, statedAs } from "./current-subject.js";

describe("What the current certificate states", () => {
  it("is the organization as the forms have it", () => {
    const subject =
      'emailAddress=anna@p.example,CN=Przykład \\"Synowie\\"\\, sp. z o.o.,organizationIdentifier=NTRPL-0000012345,' +
      'O=Przykład \\"Synowie\\"\\, sp. z o.o.,L=Warszawa,ST=mazowieckie,C=PL';
    assert.deepEqual(organizationStated(subject), {
      organization: 'Przykład "Synowie", sp. z o.o.',
      country: "PL",
      state: "mazowieckie",
      locality: "Warszawa",
      registrationType: "KRS",
      registrationNumber: "0000012345",
    });
    assert.equal(statedAs(subject, "CN"), 'Przykład "Synowie", sp. z o.o.');
  });

  for (const [identifier, type] of [
    ["NTRPL-0000012345", "KRS"],
    ["NTRPL-123456785", "REGON"],
    ["NTRPL-12345678512347", "REGON"],
    ["VATPL-1234563218", "NIP"],
    ["NTRDE-0000012345", undefined],
    ["NTRPL-12345", undefined],
  ] as const) {
    it(`${identifier} is a number of ${type ?? "no register that it tells"}`, () => {
      const { registrationType } = organizationStated(`2.5.4.97=${identifier},O=Example`);
      assert.equal(registrationType, type);
    });
  }

  it("is not guessed where a type is stated twice or not at all, and bytes in hexadecimal are read", () => {
    assert.deepEqual(organizationStated("CN=a@b.example,O=One,O=Two"), {});
    assert.equal(statedAs("O=\\C5\\81\\C3\\B3d\\C5\\BA+L=x", "O"), "Łódź");
    assert.equal(statedAs('O="A, B",L=x', "O"), "A, B");
  });
});
