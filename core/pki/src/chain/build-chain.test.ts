import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { describeWithOpenssl, tryOpenssl, withFiles } from "../test-support/openssl.js";
import { caExtensions, issue, now } from "../test-support/test-authority.js";
import type { Issued } from "../test-support/test-authority.js";
import { buildChain } from "./build-chain.js";
import { line, whole } from "../test-support/chain-case.js";
import type { ChainCase, ExpectedChain } from "../test-support/chain-case.js";
import { constrainedChains } from "../test-support/constrained-chains.js";
import { ordinaryChains } from "../test-support/ordinary-chains.js";

const cases = [...ordinaryChains, ...constrainedChains];

async function outcome({ leaf, between, roots }: ChainCase): Promise<ExpectedChain> {
  try {
    const chain = await buildChain({
      certificate: leaf.der,
      intermediates: between.map(({ der }) => der),
      roots: roots.map(({ pem }) => pem),
      at: now,
    });
    const all = [leaf, ...between, ...roots];
    return chain.map((der) => all.find((one) => Buffer.compare(one.der, der) === 0)?.name ?? "?");
  } catch (error) {
    if (!PerennialError.is(error)) throw error;
    const { rule, subject } = error.params;
    return {
      code: error.code,
      ...(typeof rule === "string" ? { rule } : {}),
      subject: String(subject),
    };
  }
}

function acceptedByOpenssl({ leaf, between, roots }: ChainCase): Promise<boolean> {
  const files = {
    "leaf.pem": leaf.pem,
    "between.pem": between.map(({ pem }) => pem).join(""),
    "roots.pem": roots.map(({ pem }) => pem).join(""),
  };
  return withFiles(files, (path) => {
    const at = String(Math.floor(now.getTime() / 1000));
    const trust = ["-CAfile", path("roots.pem"), "-no-CApath", "-no-CAstore"];
    const untrusted = between.length === 0 ? [] : ["-untrusted", path("between.pem")];
    const options = ["-attime", at, "-auth_level", "2", "-policy_check", "-policy", "2.5.29.32.0"];
    const { ok } = tryOpenssl(["verify", ...options, ...trust, ...untrusted, path("leaf.pem")]);
    return ok;
  });
}

describe("Chains", function () {
  this.timeout(120_000);

  for (const [title, make, expected] of cases) {
    it(`${Array.isArray(expected) ? "accept" : "refuse"} ${title}`, async () => {
      assert.deepEqual(await outcome(await make()), expected);
    });
  }

  it("judge validity at the given time, both ends included", async () => {
    const made = await line({ leaf: { from: 0, to: 0 } });
    assert.deepEqual(await outcome(made), whole);
  });

  it("know the roots that Node carries", async () => {
    const leaf = await issue("Leaf");
    const request = { certificate: leaf.der, intermediates: [], roots: ["system"], at: now };
    await assert.rejects(buildChain(request), { code: "certificates.chain-incomplete" });
  });

  it("end, however many cross-certificates there are", async () => {
    const keys = (await issue("any")).keys;
    const between: Issued[] = [];
    for (let index = 0; index < 40; index += 1) {
      between.push(await issue("Same", { keys, extensions: caExtensions() }));
    }
    const leaf = await issue("Leaf", { issuer: between[0] ?? assert.fail() });
    const made = { leaf, between, roots: [await issue("Root", { extensions: caExtensions() })] };
    assert.deepEqual(await outcome(made), {
      code: "certificates.chain-incomplete",
      subject: "CN=Same",
    });
  });
});

describeWithOpenssl("Chains, judged by OpenSSL as well", function () {
  this.timeout(120_000);

  // OpenSSL takes the first root of a name and does not look for another.
  const own = new Set(["an old root of the same name beside the right one"]);
  for (const [title, make, expected] of cases.filter(([title]) => !own.has(title))) {
    it(`agrees on ${title}`, async () => {
      assert.equal(await acceptedByOpenssl(await make()), Array.isArray(expected));
    });
  }
});
