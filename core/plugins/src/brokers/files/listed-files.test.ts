import { PerennialError, type Permissions, type ReadRequest } from "@perennial/api";
import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RequestPort } from "../ports.js";
import { TestWorld } from "../test-support.js";
import { FilesBroker } from "./files-broker.js";

const request: ReadRequest = {
  pem: "",
  spkiHash: "",
  sha256: "",
  subject: "",
  key: { kind: "ec", curve: "ec-p256" },
  attributes: [],
  emails: [],
};
const permissions: Permissions = { files: { out: "write", shelf: "read", data: "backup" } };

describe("Files that a plugin listed", () => {
  let world: TestWorld;
  let broker: FilesBroker;

  beforeEach(async () => {
    world = await TestWorld.open();
    world.container.register<RequestPort>(RequestPort, {
      useValue: {
        create: () => Promise.reject(new PerennialError("test.not-expected")),
        checkProfile: () => Promise.reject(new PerennialError("test.not-expected")),
        read: (content) =>
          Buffer.from(content, "base64").toString() === "a request"
            ? Promise.resolve(request)
            : Promise.reject(new PerennialError("requests.unreadable")),
      },
    });
    const profile = Object.fromEntries(
      ["out", "shelf", "data"].map((name) => [name, join(world.folder, name)]),
    );
    for (const folder of Object.values(profile)) {
      await mkdir(folder);
      await writeFile(join(folder, "1.pem"), "a request");
      await writeFile(join(folder, "2.pem"), "something else");
      await symlink(join(world.folder, "data", "1.pem"), join(folder, "3.pem"));
    }
    broker = world.broker(FilesBroker, permissions, { profile });
  });
  afterEach(() => world.close());

  const read = async (handle: string) =>
    Buffer.from(await broker.read(handle), "base64").toString();

  it("are read where the manifest says that the folder may be read, links left out", async () => {
    const files = await broker.list({ folder: "shelf", names: ["*.pem"] });
    assert.deepEqual(await Promise.all(files.map(({ handle }) => read(handle ?? ""))), [
      "a request",
      "something else",
    ]);
  });

  it("are read in a folder to write into only if they are certification requests", async () => {
    const [request, other] = await broker.list({ folder: "out", names: ["*.pem"] });
    assert.equal(await read(request?.handle ?? ""), "a request");
    await assert.rejects(broker.read(other?.handle ?? ""), { code: "files.not-allowed" });
  });

  it("are not read by a made-up handle: another folder, a link, a way out", async () => {
    for (const [handle, code] of [
      ["listed:data/1.pem", "plugin.permission-denied"],
      ["listed:constructor/1.pem", "plugin.permission-denied"],
      ["listed:shelf/3.pem", "files.not-given"],
      ["listed:shelf/..", "files.not-given"],
      ["listed:shelf/../data/1.pem", "files.not-given"],
      ["listed:/1.pem", "files.not-given"],
      ["listed:", "files.not-given"],
    ]) {
      await assert.rejects(broker.read(handle ?? ""), { code }, handle);
    }
  });
});
