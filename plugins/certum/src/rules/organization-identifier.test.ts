import assert from "node:assert/strict";
import {
  organizationIdentifier,
  organizationIdentifierPattern,
} from "./organization-identifier.js";

const pattern = new RegExp(`^(?:${organizationIdentifierPattern})$`, "u");
const of = (country: string, type: string, number: string) =>
  organizationIdentifier(country, { type, number });

describe("“organizationIdentifier (for example NTRPL-…) present”", () => {
  const made: readonly [string, string, string, string][] = [
    ["PL", "KRS", "12345", "NTRPL-0000012345"],
    ["PL", "krs", "0000012345", "NTRPL-0000012345"],
    ["PL", "NIP", "526-10-40-828", "VATPL-5261040828"],
    ["PL", "NIP", "PL5261040828", "VATPL-5261040828"],
    ["PL", "REGON", "000331501", "NTRPL-000331501"],
    ["DE", "HRB", "München HRB 12345", "NTRDE-München HRB 12345"],
    ["GR", "VAT", "EL123456789", "VATEL-123456789"],
    ["LU", "VAT", "LU12345678", "VATLU-12345678"],
    ["PL", "LEI", "5493001KJTIIGC8Y1R12", "LEIXG-5493001KJTIIGC8Y1R12"],
  ];
  for (const [country, type, number, expected] of made) {
    it(`makes ${expected} of ${type} ${number} in ${country}`, () => {
      assert.deepEqual(of(country, type, number), { identifier: expected });
      assert.match(expected, pattern);
    });
  }

  const refused: readonly [string, string, string][] = [
    ["KRS", "12345678901", "more than ten digits"],
    ["KRS", "0000000000", "no number"],
    ["KRS", "12A45", "a letter"],
    ["NIP", "5261040829", "a wrong check digit"],
    ["REGON", "000331502", "a wrong check digit"],
    ["LEI", "5493001KJTIIGC8Y1R13", "wrong check digits"],
    ["VAT", "PL", "a country without a number"],
    ["RHB", " ", "nothing"],
  ];
  for (const [type, number, why] of refused) {
    it(`refuses ${type} ${JSON.stringify(number)}: ${why}`, () => {
      const result = of("PL", type, number);
      assert.ok("code" in result);
      assert.equal(result.code, "certum.registration.number");
      assert.deepEqual(result.params, { type, number });
    });
  }

  it("refuses what is no country", () => {
    const result = of("Poland", "KRS", "12345");
    assert.ok("code" in result && result.code === "certum.registration.country");
  });

  for (const wrong of [
    "PL-123",
    "NTR-123",
    "NTRPL123",
    "NTRPL-",
    "LEIPL-1",
    "ntrpl-1",
    "XYZPL-1",
  ]) {
    it(`does not take ${wrong} in a certificate`, () => assert.doesNotMatch(wrong, pattern));
  }
  for (const right of ["NTRUS+CA-12345", "GOVUS+NY-1", "INTXG-1", "PSDPL-PFSA-1234"]) {
    it(`takes ${right} in a certificate`, () => assert.match(right, pattern));
  }
});
