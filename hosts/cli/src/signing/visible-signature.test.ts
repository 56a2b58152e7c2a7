import assert from "node:assert/strict";
import { readVisiblePlace } from "./visible-signature.js";

describe("the place of a visible signature", () => {
  it("is a page and a corner, or a page and a box", () => {
    assert.deepEqual(readVisiblePlace("1,bottom-right"), { page: 1, place: "bottom-right" });
    assert.deepEqual(readVisiblePlace("last, top-left"), { page: "last", place: "top-left" });
    assert.deepEqual(readVisiblePlace("12,50,60.5,250,120"), {
      page: 12,
      place: [50, 60.5, 250, 120],
    });
  });

  it("is refused when it is anything else", () => {
    for (const given of [
      ...["", "1", "0,top-left", "-1,top-left", "first,top-left", "1,middle", "1,top-left,1"],
      ...["1,1,2,3", "1,1,2,3,4,5", "1,a,b,c,d", "1,1,2,3,1e9", "1.5,top-left", "last"],
    ]) {
      const refused = { code: "usage.visible-place", params: { given } };
      assert.throws(() => readVisiblePlace(given), refused, given);
    }
  });
});
