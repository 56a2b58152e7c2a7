import assert from "node:assert/strict";
import { locateHome } from "./home.js";

const io = { cwd: "/srv", platform: "linux" } as const;

describe("the home folder", () => {
  it("is what --home names, then $PERENNIAL_HOME", () => {
    const env = { PERENNIAL_HOME: "/data/perennial", HOME: "/home/ada" };
    assert.equal(locateHome("mine", { ...io, env }).folder, "/srv/mine");
    assert.equal(locateHome(undefined, { ...io, env }).folder, "/data/perennial");
  });

  it("is the system's folder for data otherwise", () => {
    const env = { HOME: "/home/ada" };
    assert.equal(locateHome(undefined, { ...io, env }).folder, "/home/ada/.local/share/perennial");
    assert.equal(
      locateHome(undefined, { ...io, env, platform: "darwin" }).folder,
      "/home/ada/Library/Application Support/Perennial",
    );
  });

  it("ignores an empty $PERENNIAL_HOME and a relative $XDG_DATA_HOME", () => {
    const env = { PERENNIAL_HOME: "", HOME: "/home/ada", XDG_DATA_HOME: "data" };
    assert.equal(locateHome(undefined, { ...io, env }).folder, "/home/ada/.local/share/perennial");
    const absolute = { ...env, XDG_DATA_HOME: "/xdg" };
    assert.equal(locateHome(undefined, { ...io, env: absolute }).folder, "/xdg/perennial");
  });
});
