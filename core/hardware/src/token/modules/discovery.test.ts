import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newHome, removeHomes } from "../../test-support/stores.js";
import { ConfiguredModules, OrderedDiscovery } from "./configured-modules.js";
import { KnownModules, knownModules } from "./known-modules.js";
import { P11KitModules, p11KitFolders } from "./p11-kit-modules.js";
import { skipBecause } from "../../test-support/skip-because.js";

describe("Modules", () => {
  after(removeHomes);

  function folder(files: Readonly<Record<string, string>>): string {
    const home = newHome();
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(home, name, ".."), { recursive: true });
      writeFileSync(join(home, name), content);
    }
    return home;
  }

  it("are taken in the order configuration, p11-kit, known paths, and each only once", async () => {
    const home = folder({ "a.so": "", "b.so": "", "kit/b.module": "module: b.so\n" });
    symlinkSync(join(home, "a.so"), join(home, "link.so"));
    const discovery = new OrderedDiscovery([
      new ConfiguredModules([{ path: join(home, "link.so"), name: "Mine" }]),
      new P11KitModules({ configuration: [join(home, "kit")], modules: ["/nowhere", home] }),
      new ConfiguredModules([{ path: join(home, "a.so") }, { path: join(home, "b.so") }]),
    ]);
    assert.deepEqual(await discovery.find(), {
      modules: [
        { path: join(home, "a.so"), name: "Mine", source: "configured" },
        { path: join(home, "b.so"), name: "b", source: "p11-kit" },
      ],
      remarks: [],
    });
  });

  it("without a name are called by the path that they are shown with, links resolved", async () => {
    const home = folder({ "a.so": "" });
    symlinkSync(join(home, "a.so"), join(home, "link.so"));
    const given = new ConfiguredModules([{ path: join(home, "link.so") }]);
    const { modules } = await new OrderedDiscovery([given]).find();
    const path = join(home, "a.so");
    assert.deepEqual(modules, [{ path, name: path, source: "configured" }]);
  });

  it("that are configured and not there are remarked on; others may be absent", async () => {
    const discovery = new OrderedDiscovery([
      new ConfiguredModules([{ path: "/nowhere/at/all.so" }]),
      new KnownModules("linux", {}),
    ]);
    const { remarks } = await discovery.find();
    assert.deepEqual(
      remarks.map(({ code, params }) => [code, params]),
      [["token.module-missing", { path: "/nowhere/at/all.so" }]],
    );
  });

  it("of p11-kit: a file that others may change names none, and is remarked on", async function () {
    if (process.platform === "win32") skipBecause(this, "no p11-kit on Windows");
    const home = folder({ "a.so": "", "kit/a.module": "module: a.so\n" });
    const names = new P11KitModules({ configuration: [join(home, "kit")], modules: [home] });
    for (const [path, mode] of [
      ["kit/a.module", 0o666],
      ["kit", 0o777],
    ] as const) {
      chmodSync(join(home, path), mode);
      const { modules, remarks } = await names.read();
      assert.deepEqual(modules, []);
      assert.deepEqual(
        remarks.map(({ code }) => code),
        ["token.module-config-open"],
      );
      chmodSync(join(home, path), 0o700);
    }
    assert.equal((await names.read()).modules.length, 1);
  });

  it("of p11-kit: the user's file hides the system's of its name, priority goes first", async () => {
    const home = folder({
      "user/one.module": "# mine\nmodule: /user/one.so\n",
      "system/one.module": "module: /system/one.so\n",
      "system/two.module": "module:/system/two.so\npriority: 5\n",
      "system/other.module": "module: /system/other.so\nenable-in: firefox, curl\n",
      "system/not-here.module": "module: /system/not-here.so\ndisable-in: perennial\n",
      "system/proxy.module": "module: p11-kit-proxy.so\n",
      "system/trust.module": "module: p11-kit-trust.so\ntrust-policy: yes\n",
      "system/nss.module": "module: /system/nss.so\nx-init-reserved: configdir='sql:/x'\n",
      "system/backup.module~": "module: /system/backup.so\n",
    });
    const kit = new P11KitModules({
      configuration: [join(home, "user"), join(home, "system"), join(home, "none")],
      modules: [],
    });
    const { modules } = await kit.read();
    assert.deepEqual(
      modules.map(({ path, parameters }) => [path, parameters]),
      [
        ["/system/two.so", undefined],
        ["/system/nss.so", "configdir='sql:/x'"],
        ["/user/one.so", undefined],
      ],
    );
  });

  it("of p11-kit are looked for where the user and the system keep them", () => {
    const { configuration, modules } = p11KitFolders("linux", { HOME: "/home/me" }, "x64");
    assert.equal(configuration[0], "/home/me/.config/pkcs11/modules");
    assert.ok(configuration.includes("/etc/pkcs11/modules"));
    assert.ok(configuration.includes("/usr/share/p11-kit/modules"));
    assert.ok(modules.includes("/usr/lib/x86_64-linux-gnu/pkcs11"));
    assert.deepEqual(p11KitFolders("win32", {}), { configuration: [], modules: [] });
  });

  it("of vendors are known on each system; without the variable a path needs, that one is not", async () => {
    for (const platform of ["win32", "darwin", "linux"] as const) {
      for (const { name, paths } of knownModules) assert.ok(paths[platform].length > 0, name);
    }
    const windows = new KnownModules("win32", { SystemRoot: "C:\\Windows" });
    assert.deepEqual(
      (await windows.read()).modules.map(({ path }) => path),
      ["C:\\Windows\\System32\\cryptoCertum3PKCS.dll", "C:\\Windows\\System32\\eTPKCS11.dll"],
    );
    assert.deepEqual((await new KnownModules("aix", {}).read()).modules, []);
  });
});
