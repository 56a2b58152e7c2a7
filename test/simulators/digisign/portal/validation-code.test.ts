import assert from "node:assert/strict";
import { PNG } from "pngjs";
import { Browser } from "../../testing/browser.js";
import {
  friday,
  issueToken,
  openForm,
  renewalFields,
  type TestToken,
} from "../../testing/digisign-visits.js";
import { startDigisignSimulator, type DigisignSimulator } from "../index.js";

describe("DigiSign's portal", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  const count = (name: string): number => simulator.world.counters.get(name);
  const orders = (): string => `${simulator.addresses.portalUrl}portal/renewal/orders`;

  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  describe("asks for the validation code, which", () => {
    const post = async (code: string | undefined): Promise<[string, string]> => {
      const form = await openForm(simulator);
      const fields = { ...renewalFields(token), csrf: form.csrf, code: code ?? form.code };
      const first = await form.browser.post(orders(), fields);
      const second = await form.browser.post(orders(), { ...fields, code: form.code });
      return [first.code, second.code];
    };

    it("is a real picture, with six digits that can be read", async () => {
      const { browser, code } = await openForm(simulator);
      const url = `${simulator.addresses.portalUrl}portal/renewal/code.png`;
      const { body, headers } = await browser.get(url);
      assert.equal(headers["content-type"], "image/png");
      const { width, height } = PNG.sync.read(body);
      assert.ok(width > 300 && height > 80);
      assert.match(code, /^\d{6}$/);
    });

    it("is new with every picture, and the one before is worth nothing", async () => {
      simulator.codes.choose("111111", "222222");
      const { browser, csrf } = await openForm(simulator);
      await browser.get(`${simulator.addresses.portalUrl}portal/renewal/code.png`);
      const fields = { ...renewalFields(token), csrf };
      assert.equal(simulator.codes.latest, "222222");
      assert.equal(
        (await browser.post(orders(), { ...fields, code: "111111" })).code,
        "code.wrong",
      );
    });

    it("has to be right; after a wrong one the right one is too late, and nothing was ordered", async () => {
      assert.deepEqual(await post("000000x"), ["code.wrong", "code.wrong"]);
      assert.deepEqual(await post(""), ["code.wrong", "code.wrong"]);
      assert.deepEqual([count("orders.accepted"), count("orders.refused.code.wrong")], [0, 4]);
    });

    it("is good for one order", async () => {
      assert.deepEqual(await post(undefined), ["", "code.wrong"]);
    });

    it("stays good when another field was wrong", async () => {
      const { browser, csrf, code } = await openForm(simulator);
      const fields = { ...renewalFields(token), csrf, code };
      const wrong = await browser.post(orders(), { ...fields, issuingDate: "2026-11-19" });
      assert.equal(wrong.code, "date.past");
      assert.equal((await browser.post(orders(), fields)).status, 303);
    });

    it("belongs to the visit whose form was opened", async () => {
      const { csrf, code } = await openForm(simulator);
      const stranger = new Browser(simulator.roots.tls);
      const fields = { ...renewalFields(token), csrf, code };
      assert.equal((await stranger.post(orders(), fields)).code, "order.bad-csrf");
      const picture = `${simulator.addresses.portalUrl}portal/renewal/code.png`;
      assert.equal((await stranger.get(picture)).code, "order.bad-csrf");
      const own = await openForm(simulator);
      const mixed = { ...renewalFields(token), csrf: own.csrf, code };
      assert.equal((await own.browser.post(orders(), mixed)).code, "code.wrong");
      assert.equal(count("orders.accepted"), 0);
    });
  });
});
