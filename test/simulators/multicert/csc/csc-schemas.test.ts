import assert from "node:assert/strict";
import { CscSchemas, type SchemaDocument } from "./csc-schemas.js";

const oneMethod = ["credentials/list", "credentials/info", "credentials/authorize"];

describe("The schemas of the CSC API", () => {
  const schemas = new CscSchemas();
  const fails = (document: SchemaDocument, name: string, value: unknown): string =>
    schemas.problems(document, name, value).join("; ");

  it("know every method of both versions in both directions", () => {
    const both = [...oneMethod, "info", "signatures/signHash"];
    for (const [document, more] of [
      ["csc-v1", ["credentials/sendOTP.request", "error"]],
      [
        "csc-v2",
        ["credentials/getChallenge.request", "credentials/authorizeCheck.answer", "handle"],
      ],
      ["oauth2", []],
    ] as const) {
      const methods = document === "oauth2" ? ["token"] : both;
      const names = methods.flatMap((method) => [`${method}.request`, `${method}.answer`]);
      for (const name of [...names, ...more]) assert.ok(schemas.has(document, name), name);
    }
    assert.throws(() => schemas.problems("csc-v1", "credentials/getChallenge.request", {}));
  });

  it("take no member of the other version in a request", () => {
    const base = { credentialID: "C", numSignatures: 1 };
    assert.equal(fails("csc-v1", "credentials/authorize.request", { ...base, PIN: "1" }), "");
    assert.match(
      fails("csc-v2", "credentials/authorize.request", { ...base, PIN: "1" }),
      /NOT have/,
    );
    const authData = [{ id: "PIN", value: "1" }];
    assert.equal(fails("csc-v2", "credentials/authorize.request", { ...base, authData }), "");
    assert.match(
      fails("csc-v1", "credentials/authorize.request", { ...base, authData }),
      /NOT have/,
    );
  });

  it("demand of a code's description its type and format, unless there is none", () => {
    const answer = {
      key: { status: "enabled", algo: ["1.2.840.113549.1.1.1"], len: 2048 },
      cert: {},
      authMode: "explicit",
      multisign: 1,
    };
    const otp = (OTP: unknown): string =>
      fails("csc-v1", "credentials/info.answer", { ...answer, OTP });
    assert.equal(otp({ presence: "false" }), "");
    assert.match(otp({ presence: "true" }), /type.*format/);
    assert.match(otp({ presence: true }), /string/);
    assert.equal(otp({ presence: "optional", type: "online", format: "N" }), "");
  });

  it("demand PKCE with S256 and a long state of the browser's request", () => {
    const request = {
      response_type: "code",
      client_id: "c",
      redirect_uri: "http://127.0.0.1:1/callback",
      scope: "service",
      state: "a".repeat(22),
      code_challenge: "a".repeat(43),
      code_challenge_method: "S256",
    };
    assert.equal(fails("oauth2", "authorize.request", request), "");
    for (const change of [
      { state: "short" },
      { code_challenge_method: "plain" },
      { redirect_uri: "http://localhost:1/callback" },
      { scope: "credential" },
      { credentialID: "C" },
    ])
      assert.notEqual(fails("oauth2", "authorize.request", { ...request, ...change }), "");
  });

  it("demand the verifier with a code, and neither with a refresh token", () => {
    const request = { grant_type: "authorization_code", code: "c", redirect_uri: "r" };
    assert.match(fails("oauth2", "token.request", request), /code_verifier/);
    const code_verifier = "v".repeat(43);
    assert.equal(fails("oauth2", "token.request", { ...request, code_verifier }), "");
    const refresh = { grant_type: "refresh_token", refresh_token: "t" };
    assert.equal(fails("oauth2", "token.request", refresh), "");
    assert.notEqual(fails("oauth2", "token.request", { ...refresh, code_verifier }), "");
  });

  it("demand exactly one address of the authorisation server of version 2", () => {
    const info = {
      specs: "2.0.0.2",
      name: "n",
      logo: "https://a.example/l.png",
      region: "PT",
      lang: "pt-PT",
      description: "",
      authType: ["oauth2code"],
      methods: ["info"],
      signAlgorithms: { algos: ["1.2.840.113549.1.1.1"] },
      signature_formats: { formats: ["C"] },
      conformance_levels: [],
    };
    const oauth2 = "https://a.example/";
    assert.equal(fails("csc-v2", "info.answer", { ...info, oauth2 }), "");
    assert.equal(fails("csc-v2", "info.answer", { ...info, oauth2Issuer: oauth2 }), "");
    assert.notEqual(fails("csc-v2", "info.answer", info), "");
    assert.notEqual(fails("csc-v2", "info.answer", { ...info, oauth2, oauth2Issuer: oauth2 }), "");
    assert.match(fails("csc-v2", "info.answer", { ...info, oauth2, specs: "1.0.4.0" }), /specs/);
  });
});
