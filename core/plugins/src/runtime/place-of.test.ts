import assert from "node:assert/strict";
import { placeOf } from "./place-of.js";
import { skipBecause } from "../testing/skip-because.js";

const folder = "/plugins/acme";
const thrown = (stack: string) => Object.assign(new Error("oh"), { stack });

describe("the place of a plugin's mistake", () => {
  before(function () {
    if (process.platform === "win32") skipBecause(this, "the paths are those of POSIX");
  });

  it("is its own first frame, not the host's or Node's", () => {
    const error = thrown(`TypeError: oh
    at helper (node:internal/util:1:2)
    at Client.send (file:///opt/perennial/plugin-process.mjs:9:9)
    at async PlaceOrder.run (file:///plugins/acme/steps/place%20order.js:12:34)
    at file:///plugins/acme/main.js:1:1`);
    assert.equal(placeOf(error, folder), "steps/place order.js:12:34");
  });

  it("is found in a frame without a function, and in a syntax error's first line", () => {
    assert.equal(placeOf(thrown("Error: oh\n    at /plugins/acme/a.cjs:3:4"), folder), "a.cjs:3:4");
    const syntax =
      "file:///plugins/acme/main.js:7\nconst = 1;\n      ^\n\nSyntaxError: Unexpected token";
    assert.equal(placeOf(thrown(syntax), folder), "main.js:7");
  });

  it("is unknown where no file of the plugin is named", () => {
    for (const stack of [
      "Error: oh\n    at file:///plugins/acme-other/main.js:1:1",
      "Error: oh\n    at file:///plugins/acme/../other/main.js:1:1",
      "Error: file://%:1:1",
      "Error: oh\n    at file://host/plugins/acme/main.js:1:1",
    ]) {
      assert.equal(placeOf(thrown(stack), folder), undefined, stack);
    }
    assert.equal(placeOf("no error", folder), undefined);
    assert.equal(placeOf(Object.assign(new Error("x"), { stack: 1 }), folder), undefined);
  });
});
