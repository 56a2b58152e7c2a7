import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isAllowedHost } from "./host-rules.js";

const profile = {
  url: "https://portal.example.lu:8443/a/",
  plain: "http://plain.example/",
  none: 7,
};
const allowed = (url: string, ...rules: readonly string[]) => isAllowedHost(url, rules, profile);

describe("Declared hosts", () => {
  it("are compared as the URL parser writes them", () => {
    assert.ok(allowed("https://WWW.Sofie.LU/x", "www.sofie.lu"));
    assert.ok(allowed("https://www.sofie.lu:443/x", "www.sofie.lu"));
    assert.ok(allowed("https://bücher.example/", "xn--bcher-kva.example"));
    assert.ok(!allowed("https://www.sofie.lu./", "www.sofie.lu"));
    assert.ok(!allowed("https://sofie.lu/", "www.sofie.lu"));
    assert.ok(!allowed("https://www.sofie.lu.evil.example/", "www.sofie.lu"));
  });

  it("mean port 443 unless they name another", () => {
    assert.ok(!allowed("https://www.sofie.lu:8443/", "www.sofie.lu"));
    assert.ok(allowed("https://www.sofie.lu:8443/", "www.sofie.lu:8443"));
    assert.ok(!allowed("https://www.sofie.lu/", "www.sofie.lu:8443"));
  });

  it("may be any subdomain, but neither the domain nor an address", () => {
    assert.ok(allowed("https://a.b.example.org/", "*.example.org"));
    assert.ok(!allowed("https://example.org/", "*.example.org"));
    assert.ok(!allowed("https://evilexample.org/", "*.example.org"));
    assert.ok(!allowed("https://1.2.3.4/", "*.3.4"));
  });

  it("may be the host and port of a profile field", () => {
    assert.ok(allowed("https://portal.example.lu:8443/other", "profile:url"));
    assert.ok(!allowed("https://portal.example.lu/", "profile:url"));
    for (const field of ["plain", "none", "absent", "__proto__"]) {
      assert.ok(!allowed("https://plain.example/", `profile:${field}`), field);
    }
  });

  it("cannot be spelled around with addresses, users or other schemes", () => {
    for (const url of [
      "https://2130706433/",
      "https://0x7f.1/",
      "https://[::ffff:127.0.0.1]/",
      "https://user@www.sofie.lu/",
      "https://www.sofie.lu@evil.example/",
      "https:\\\\evil.example/www.sofie.lu",
      "http://www.sofie.lu/",
      "ftp://www.sofie.lu/",
      "//www.sofie.lu/",
      "www.sofie.lu",
      "",
    ]) {
      assert.ok(!allowed(url, "www.sofie.lu", "*.sofie.lu"), url);
    }
    assert.ok(allowed("https://0x7f.1/", "127.0.0.1"), "one that is named in full is allowed");
  });

  it("allow nothing when nothing is declared, whatever the URL", () => {
    fc.assert(fc.property(fc.oneof(fc.webUrl(), fc.string()), (url) => !allowed(url)));
  });
});
