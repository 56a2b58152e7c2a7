import assert from "node:assert/strict";
import { someToken } from "@perennial/hardware/testing";
import { Awaited } from "./awaited.js";
import { TokenEvents, type TokenEvent } from "./token-events.js";

describe("Events of tokens", () => {
  it("tell what changed on a token that stayed, once", () => {
    const told: TokenEvent[] = [];
    const events = new TokenEvents((event) => told.push(event));
    const card = someToken();
    events.changed({ event: "inserted", token: card });
    events.looked([card]);
    const locked = someToken({ flags: { pinLocked: true } });
    events.looked([locked]);
    events.looked([locked]);
    events.changed({ event: "removed", token: locked });
    events.looked([]);
    assert.deepEqual(
      told.map((event) => [event.event, "states" in event ? event.states : []]),
      [
        ["inserted", []],
        ["changed", ["pin-locked"]],
        ["removed", []],
      ],
    );
  });
});

describe("Waiting for a token", () => {
  const card = someToken();

  it("that is there is over at once, by label or serial number", () => {
    assert.equal(new Awaited("inserted", "Card").looked([card]), true);
    assert.equal(new Awaited("inserted", "1").looked([card]), true);
    assert.equal(new Awaited("inserted", "Other").looked([card]), false);
  });

  it("to go is over when it is not there", () => {
    const awaited = new Awaited("removed", "Card");
    assert.equal(awaited.looked([card]), false);
    assert.equal(awaited.looked([]), true);
  });

  it("to come back is over when it was away, also between two looks", () => {
    const slow = new Awaited("reinserted", "Card");
    assert.deepEqual(
      [[card], [], [card]].map((tokens) => slow.looked(tokens)),
      [false, false, true],
    );
    const quick = new Awaited("reinserted", "Card");
    assert.equal(quick.looked([card]), false);
    assert.equal(quick.looked([someToken({ insertion: 2 })]), true);
  });

  it("is refused where two have the name", () => {
    const twin = someToken({ serial: "2", slot: "02" });
    assert.throws(() => new Awaited("inserted", "Card").looked([card, twin]), {
      code: "tokens.ambiguous",
    });
  });
});
