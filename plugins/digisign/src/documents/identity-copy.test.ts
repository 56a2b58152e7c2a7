import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { smallPdf } from "../testing/small-pdf.js";
import { runBmp, smallBmp, smallJpeg, smallPng, smallTiff } from "../testing/small-pictures.js";
import { checkIdentityCopy, maxIdentityBytes } from "./identity-copy.js";

async function refused(
  name: string,
  bytes: Uint8Array,
  code: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await assert.rejects(checkIdentityCopy(name, bytes), (error) => {
    assert.ok(PerennialError.is(error), String(error));
    assert.equal(error.code, code);
    for (const [key, value] of Object.entries(params)) assert.equal(error.params[key], value);
    return true;
  });
}

async function pictures(): Promise<readonly (readonly [string, Buffer])[]> {
  return [
    ["pdf", smallPdf(["CARTE DE IDENTITATE"])],
    ["jpeg", await smallJpeg()],
    ["jpg", await smallJpeg(17, 9)],
    ["png", smallPng()],
    ["bmp", smallBmp()],
    ["tif", smallTiff()],
    ["tiff", smallTiff(8, 8, { deflated: true })],
  ];
}

describe("“.pdf .jpeg .jpg .png .bmp .tif .tiff … at most 2 MB; check the content, not only the name”", function () {
  this.timeout(120_000);
  it("each of the types is taken, in upper case too", async () => {
    for (const [extension, bytes] of await pictures()) {
      await checkIdentityCopy(`ci.${extension}`, bytes);
      await checkIdentityCopy(`CI Ion.Pop.${extension.toUpperCase()}`, bytes);
    }
    await checkIdentityCopy("ci.bmp", smallBmp(8, -8));
    await checkIdentityCopy("ci.bmp", runBmp([8, 1, 0, 0, 0, 3, 1, 2, 3, 0, 5, 9, 0, 1]));
  });

  it("“.gif” is refused, and so is a name without an extension", async () => {
    await refused("ci.gif", Buffer.from("GIF89a"), "digisign.identity-type", { extension: "gif" });
    await refused("ci", smallPng(), "digisign.identity-type", { extension: "" });
    await refused("ci.pdf.exe", smallPng(), "digisign.identity-type", { extension: "exe" });
  });

  for (const [extension, bytes, found] of [
    ["jpg", smallPng(), "png"],
    ["pdf", smallPng(), "png"],
    ["png", Buffer.from("GIF89a\x01\x00\x01\x00"), "gif"],
    ["jpg", Buffer.from("\0\0\0\x18ftypheic"), "heic"],
    ["png", Buffer.from("RIFF\0\0\0\0WEBPVP8 "), "webp"],
    ["pdf", Buffer.from("PK\x03\x04"), "zip"],
    ["pdf", Buffer.from("<html><body>Not found</body>"), "html"],
    ["bmp", Buffer.from("BM"), "bmp"],
    ["tif", Buffer.from([0, 1, 2, 3]), "unknown"],
  ] as const) {
    const really = extension === found ? "that is only its first bytes" : `that really is ${found}`;
    it(`“a renamed type”: .${extension} ${really}`, async () => {
      if (extension === found) {
        await refused(`ci.${extension}`, bytes, "digisign.identity-damaged");
      } else {
        await refused(`ci.${extension}`, bytes, "digisign.identity-renamed", { extension, found });
      }
    });
  }

  it("“an empty file”", () => refused("ci.png", Buffer.alloc(0), "digisign.identity-empty"));

  it("“2 MB + 1 byte” is refused; 2 097 152 bytes are taken", async () => {
    const padded = (size: number) => Buffer.concat([smallBmp(), Buffer.alloc(size)]);
    const { length } = smallBmp();
    const whole = padded(maxIdentityBytes - length);
    assert.equal(whole.length, 2_097_152);
    await checkIdentityCopy("ci.bmp", whole);
    await refused("ci.bmp", padded(maxIdentityBytes + 1 - length), "digisign.identity-too-large", {
      size: 2_097_153,
      limit: 2_097_152,
    });
  });

  it("a picture without pixels is refused", async () => {
    await refused("ci.png", smallPng(0, 8), "digisign.identity-no-pixels");
    await refused("ci.bmp", smallBmp(8, 0), "digisign.identity-no-pixels");
    await refused("ci.bmp", smallBmp(0, 8), "digisign.identity-no-pixels");
    await refused("ci.tif", smallTiff(0, 8), "digisign.identity-no-pixels");
    const jpeg = await smallJpeg();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(0, frame + 5);
    await refused("ci.jpg", jpeg, "digisign.identity-no-pixels");
  });

  it("one that ends in the middle is refused", async () => {
    for (const [extension, bytes] of await pictures()) {
      if (extension === "pdf") continue;
      const half = bytes.subarray(0, Math.floor(bytes.length * 0.6));
      await refused(`ci.${extension}`, half, "digisign.identity-damaged");
    }
    await refused("ci.pdf", Buffer.from("%PDF-1.7\n1 0 obj"), "digisign.pdf-broken");
    await refused("ci.bmp", runBmp([8, 1, 0, 0]), "digisign.identity-damaged");
    await refused("ci.bmp", runBmp([9, 1, 0, 1]), "digisign.identity-damaged");
  });

  it("one that says it is enormous is refused before memory is taken for it", async () => {
    const params = { width: 60_000, height: 60_000 };
    const none = Buffer.alloc(0);
    await refused(
      "ci.png",
      smallPng(60_000, 60_000, none),
      "digisign.identity-too-many-pixels",
      params,
    );
    const tiff = smallTiff(60_000, 60_000, { pixels: Buffer.alloc(10) });
    await refused("ci.tif", tiff, "digisign.identity-too-many-pixels", params);
    const bmp = smallBmp(60_000, 0);
    bmp.writeInt32LE(60_000, 22);
    await refused("ci.bmp", bmp, "digisign.identity-too-many-pixels", params);
    const jpeg = await smallJpeg();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(60_000, frame + 5);
    jpeg.writeUInt16BE(60_000, frame + 7);
    await refused("ci.jpg", jpeg, "digisign.identity-too-many-pixels", params);
  });

  it("one that unpacks into more than its pixels is refused", async () => {
    const zeros = Buffer.alloc(8 * 1024 * 1024);
    await refused("ci.png", smallPng(8, 8, zeros), "digisign.identity-damaged");
  });

  it("one too large to be decoded in a plugin’s memory is judged by its structure", async () => {
    const png = smallPng(7000, 5600);
    await checkIdentityCopy("ci.png", png);
    const broken = Buffer.from(png);
    broken.writeUInt8((broken[60] ?? 0) ^ 1, 60);
    await refused("ci.png", broken, "digisign.identity-damaged");
    await refused(
      "ci.png",
      smallPng(7000, 5600, Buffer.alloc(7001 * 5599)),
      "digisign.identity-damaged",
    );
    const jpeg = await smallJpeg();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(5000, frame + 5);
    jpeg.writeUInt16BE(7000, frame + 7);
    await checkIdentityCopy("ci.jpg", jpeg);
    await refused("ci.jpg", jpeg.subarray(0, -2), "digisign.identity-damaged");
  });

  it("a TIFF whose directories go round in a circle is refused", () =>
    refused("ci.tif", smallTiff(8, 8, { next: 8 }), "digisign.identity-damaged"));

  it("a TIFF that says it has enormous samples is refused", async () => {
    const tiff = smallTiff();
    tiff.writeUInt32LE(0x24000000, 10 + 2 * 12 + 8);
    await refused("ci.tif", tiff, "digisign.identity-damaged");
  });

  it("of any bytes gives a type or a refusal with a code, in bounded time", async () => {
    const wholes = await pictures();
    const mutated = fc
      .tuple(
        fc.constantFrom(...wholes),
        fc.nat(5000),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
      )
      .map(([[extension, whole], at, bytes]) => {
        const copy = Buffer.from(whole);
        copy.set(
          bytes.subarray(0, Math.max(0, copy.length - (at % copy.length))),
          at % copy.length,
        );
        return [extension, copy] as const;
      });
    const starts = ["", "BM", "II*\0", "MM\0*", "\xFF\xD8\xFF", "\x89PNG\r\n\x1A\n", "%PDF-"];
    const any = fc
      .tuple(
        fc.constantFrom(...wholes.map(([extension]) => extension)),
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 200 }),
      )
      .map(
        ([extension, start, bytes]) =>
          [extension, Buffer.concat([Buffer.from(start, "latin1"), bytes])] as const,
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, any), async ([extension, bytes]) => {
        const before = performance.now();
        try {
          await checkIdentityCopy(`ci.${extension}`, bytes);
        } catch (error) {
          assert.ok(PerennialError.is(error) && error.code.startsWith("digisign."), String(error));
        }
        assert.ok(performance.now() - before < 20_000, "bounded time");
      }),
      { numRuns: 300 },
    );
  });
});
