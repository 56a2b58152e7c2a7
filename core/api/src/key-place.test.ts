import assert from "node:assert/strict";
import { isKeyPlace } from "./key-place.js";

describe("A key place", () => {
  it("is the software store, or a token that a URI names", () => {
    for (const place of [
      "software",
      "pkcs11:token=My%20card",
      "pkcs11:token=My%20card;manufacturer=ACME;model=X1;serial=0815",
      "pkcs11:serial=0815;token=",
      "pkcs11:token=Card?module-path=/usr/lib/softhsm/libsofthsm2.so",
    ]) {
      assert.ok(isKeyPlace(place), place);
    }
  });

  it("names the token by its label: a serial number alone fits every token", () => {
    assert.ok(!isKeyPlace("pkcs11:serial=0815"));
    assert.ok(!isKeyPlace("pkcs11:"));
  });

  it("never holds a PIN, however it is spelt", () => {
    for (const place of [
      "pkcs11:token=Card?pin-value=1234",
      "pkcs11:token=Card?pin-source=/etc/pin",
      "pkcs11:token=Card;pin-value=1234",
      "pkcs11:token=Card?%70in-value=1234",
      "pkcs11:token=Card?module-path=/a.so&pin-value=1234",
      "pkcs11:token=Card?module-path=/a.so?pin-value=1234",
    ]) {
      assert.ok(!isKeyPlace(place), place);
    }
  });

  it("means a token and neither an object nor a slot", () => {
    for (const place of [
      "pkcs11:token=Card;id=%01",
      "pkcs11:token=Card;object=Key",
      "pkcs11:token=Card;slot-id=0",
      "pkcs11:token=Card;token=Other",
      "pkcs11:token=Ca rd",
      "Software",
      "token=Card",
      "",
    ]) {
      assert.ok(!isKeyPlace(place), place);
    }
  });
});
