import assert from "node:assert/strict";
import { smimeName } from "./smime-name.js";

describe("The name in a certificate of Certum's simulator", () => {
  it("has the whole of an organization with quotes in it", () => {
    const organization = 'Przykład & "Synowie"';
    const name = smimeName({
      ...{ country: "PL", locality: "Szczecin", organization, commonName: organization },
      ...{ organizationIdentifier: "NTRPL-0000123456", email: "biuro@przyklad.example" },
    });
    assert.deepEqual([name.getField("O"), name.getField("CN")], [[organization], [organization]]);
  });
});
