import assert from "node:assert/strict";
import { join } from "node:path";
import { outputPath } from "./signature-format.js";

describe("the name of an output", () => {
  const path = join("/files", "report.final.pdf");

  it("tells what it is, and is never that of the file", () => {
    const names = [
      outputPath(path, { format: "cades", attached: false }),
      outputPath(path, { format: "cades", attached: true }),
      outputPath(path, { format: "raw", attached: false }),
      outputPath(path, { format: "pades", attached: false }),
      outputPath(join("/files", "no-extension"), { format: "pades", attached: false }),
    ];
    const expected = [".pdf.p7s", ".pdf.p7m", ".pdf.sig", "-signed.pdf"].map((end) =>
      join("/files", `report.final${end}`),
    );
    assert.deepEqual(names, [...expected, join("/files", "no-extension-signed.pdf")]);
  });

  it("is in the folder that is named", () => {
    const named = outputPath(path, { format: "cades", attached: false }, "/signed");
    assert.equal(named, join("/signed", "report.final.pdf.p7s"));
  });
});
