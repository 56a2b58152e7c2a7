import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { contactShape } from "./contact-shape.js";

describe("rule contact-shape", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(contactShape, pluginSource()), []);
  });
  it("refuses contacts that nobody could reach", async () => {
    const plugin = pluginSource((m) => {
      providerOf(m)["contacts"] = [
        { topic: "t" },
        { topic: "t", phone: "355 66 600" },
        { topic: "t", email: "help@" },
        { topic: "t", web: "http://example.org" },
        { topic: "t", phone: "(+352) 355 66 600" },
      ];
    });
    assert.deepEqual(await reported(contactShape, plugin), [
      "/perennial/contributes/providers/0/contacts/0 rule.contact-shape.unreachable",
      "/perennial/contributes/providers/0/contacts/1/phone rule.contact-shape.phone",
      "/perennial/contributes/providers/0/contacts/2/email rule.contact-shape.email",
      "/perennial/contributes/providers/0/contacts/3/web rule.contact-shape.web",
    ]);
  });
});
