import assert from "node:assert/strict";
import { appendRevision, handMadePdf, libraryPdf } from "../test-support/test-pdfs.js";
import { pageBox } from "./page-box.js";

describe("the box of a page", () => {
  it("is the media box of a page, which can stand on its parent, and the crop box before it", () => {
    assert.deepEqual(pageBox(handMadePdf(), 1), { page: 1, box: [0, 0, 595, 842] });
    const cropped = handMadePdf({ page: "/CropBox[500 800 20 10.5]" });
    assert.deepEqual(pageBox(cropped, 1).box, [20, 10.5, 500, 800]);
    const page = new Map([[3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"]]);
    const trailer = { trailer: "/Root 1 0 R", size: 5 };
    const bare = appendRevision(handMadePdf(), page, trailer);
    assert.deepEqual(pageBox(bare, 1).box, [0, 0, 612, 792]);
    const pages = new Map([[2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 100 200]>>"]]);
    assert.deepEqual(pageBox(appendRevision(bare, pages, trailer), 1).box, [0, 0, 100, 200]);
  });

  it("is found by number or as the last, and a page that is not there is refused", async () => {
    const pdf = await libraryPdf({ pages: 3 });
    assert.deepEqual(pageBox(pdf, "last"), { page: 3, box: [0, 0, 595, 842] });
    assert.throws(() => pageBox(pdf, 4), {
      code: "pdf.no-such-page",
      params: { page: 4, pages: 3 },
    });
  });
});
