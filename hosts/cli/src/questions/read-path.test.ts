import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { readPath } from "./read-path.js";
import { skipBecause } from "../testing/skip-because.js";

describe("a path that was typed", () => {
  before(function () {
    if (process.platform === "win32") skipBecause(this, "the paths are those of POSIX");
  });

  it("is relative to the folder that one is in", () => {
    assert.equal(readPath("a/b.pem", "/srv"), "/srv/a/b.pem");
    assert.equal(readPath("/a/b.pem", "/srv"), "/a/b.pem");
    assert.equal(readPath("..", "/srv/here"), "/srv");
  });

  it("is understood as terminals paste a dropped file", () => {
    assert.equal(readPath("'/my data/a.pem'", "/srv"), "/my data/a.pem");
    assert.equal(readPath('"/my data/a.pem"', "/srv"), "/my data/a.pem");
    assert.equal(readPath("/my\\ data/a.pem", "/srv"), "/my data/a.pem");
    assert.equal(readPath("file:///my%20data/a.pem", "/srv"), "/my data/a.pem");
  });

  it("begins in one's own folder with ~/, unless it is quoted", () => {
    assert.equal(readPath("~/a\\ b.pem", "/srv"), join(homedir(), "a b.pem"));
    assert.equal(readPath("'~/a.pem'", "/srv"), "/srv/~/a.pem");
    assert.equal(readPath("~a.pem", "/srv"), "/srv/~a.pem");
  });

  it("is no crash when the address is none", () => {
    for (const typed of [
      "file://",
      "file://host/a.pem",
      "file:///%00",
      "file:///a%2Fb",
      "file:///%",
    ]) {
      assert.ok(readPath(typed, "/srv").startsWith("/"), typed);
    }
  });
});
