import assert from "node:assert/strict";
import {
  assert as check,
  constantFrom,
  nat,
  property,
  record,
  string,
  uint8Array,
} from "fast-check";
import { PerennialError } from "@perennial/api";
import { formatPkcs11Uri, parsePkcs11Uri, type Pkcs11Uri } from "./pkcs11-uri.js";

describe("PKCS #11 URIs", () => {
  it("are read as the examples of RFC 7512, section 3, mean them", () => {
    assert.deepEqual(
      parsePkcs11Uri(
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;" +
          "model=1.0;object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=",
      ),
      {
        token: "The Software PKCS#11 Softtoken",
        manufacturer: "Snake Oil, Inc.",
        model: "1.0",
        object: "my-certificate",
        type: "cert",
        id: "69953e5cf4bdec91",
        serial: "",
      },
    );
    assert.deepEqual(parsePkcs11Uri("pkcs11:"), {});
    assert.deepEqual(
      parsePkcs11Uri("pkcs11:object=Sign;slot-id=327?module-path=/mnt/lib/libmy.so.1"),
      { object: "Sign", slotId: 327, modulePath: "/mnt/lib/libmy.so.1" },
    );
  });

  for (const uri of [
    "pkcs11:token=a?pin-value=1234",
    "pkcs11:token=a;pin-value=1234",
    "pkcs11:?module-path=/a&pin-value=1234",
    "pkcs11:token=a?pin-source=file:/etc/pin",
    "PKCS11:token=a?PIN-VALUE=1234",
    "pkcs11:token=a?%70in-value=1234",
    "pkcs11:token=a?pin-value",
    "pkcs11:bad=%zz?pin-value=1234",
  ]) {
    it(`with a PIN are refused without repeating it: ${uri.replace("1234", "…")}`, () => {
      assert.throws(
        () => parsePkcs11Uri(uri),
        (error) => {
          assert.ok(PerennialError.is(error, "token.uri-pin"));
          return !JSON.stringify(error).includes("1234") && error.effect === "none";
        },
      );
    });
  }

  for (const [uri, reason] of [
    ["http:token=a", "scheme"],
    ["pkcs11:token", "attribute"],
    ["pkcs11:token=a b", "characters"],
    ["pkcs11:token=%GG", "characters"],
    ["pkcs11:token=a;token=b", "twice"],
    ["pkcs11:colour=red", "unknown-attribute"],
    ["pkcs11:x-colour=red", "vendor-attribute"],
    ["pkcs11:type=door", "type"],
    ["pkcs11:slot-id=one", "slot-id"],
    ["pkcs11:token=%FF", "utf-8"],
  ] as const) {
    it(`that are wrong are refused with the reason ${reason}: ${uri}`, () => {
      assert.throws(
        () => parsePkcs11Uri(uri),
        (error) => {
          assert.ok(PerennialError.is(error, "token.uri-invalid"));
          return error.params["reason"] === reason;
        },
      );
    });
  }

  it("are the same when they are written and read again", () => {
    const text = string({ unit: "grapheme", maxLength: 20 });
    const uris = record(
      {
        token: text,
        manufacturer: text,
        serial: text,
        object: text,
        modulePath: text,
        id: uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("hex")),
        type: constantFrom("cert" as const, "private" as const),
        slotId: nat(),
      },
      { requiredKeys: [] },
    );
    check(
      property(uris, (uri) => {
        assert.deepEqual({ ...parsePkcs11Uri(formatPkcs11Uri(uri as Pkcs11Uri)) }, { ...uri });
      }),
    );
  });

  it("never make the reader fail in any other way", () => {
    check(
      property(string(), (text) => {
        try {
          parsePkcs11Uri(`pkcs11:${text}`);
        } catch (error) {
          assert.ok(PerennialError.is(error));
        }
      }),
    );
  });
});
