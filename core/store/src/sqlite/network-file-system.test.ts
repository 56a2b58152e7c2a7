import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { fileSystemType, networkFileSystem } from "./network-file-system.js";

const MOUNTS = `/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export /home/anna nfs4 rw 0 0
anna@host:/ /home/anna/remote\\040files fuse.sshfs rw 0 0
overlay /srv ext4 rw 0 0
tmpfs /srv tmpfs rw 0 0
`;

describe("the file system of a folder", () => {
  for (const [folder, type] of [
    ["/var/lib", "ext4"],
    ["/home/anna", "nfs4"],
    ["/home/anna/.local", "nfs4"],
    ["/home/annabelle", "ext4"],
    ["/home/anna/remote files/x", "fuse.sshfs"],
    ["/srv/data", "tmpfs"],
  ] as const) {
    it(`of ${folder} is ${type}`, () => {
      assert.equal(fileSystemType(MOUNTS, folder), type);
    });
  }

  it("is unknown when the mount table says nothing", () => {
    assert.equal(fileSystemType("", "/srv"), undefined);
  });

  it("of this machine's temporary folder is local", () => {
    assert.equal(networkFileSystem(tmpdir()), undefined);
  });
});
