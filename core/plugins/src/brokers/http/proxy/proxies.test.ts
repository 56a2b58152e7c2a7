import assert from "node:assert/strict";
import { isBypassed } from "./bypass.js";
import { ComputerProxy } from "./computer-proxy.js";
import { environmentProxy } from "./environment-proxy.js";
import { gnomeProxy } from "./gnome-proxy.js";
import { macProxy } from "./mac-proxy.js";
import { proxyAddress } from "./proxy-address.js";
import { windowsProxy } from "./windows-proxy.js";

const portal = new URL("https://portal.acme.example/renew");

describe("The proxy in the environment", () => {
  it("is told by the variable that it is in, without its password", () => {
    const env = { HTTPS_PROXY: "http://ana:secret@proxy.example:3128/" };
    const found = { source: "environment", name: "HTTPS_PROXY", address: "proxy.example:3128" };
    assert.deepEqual(environmentProxy(env, portal), found);
    for (const name of ["https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"]) {
      assert.equal(environmentProxy({ [name]: "proxy.example:3128" }, portal)?.name, name);
    }
    assert.equal(environmentProxy({ HTTPS_PROXY: " " }, portal), null);
    assert.equal(environmentProxy({}, portal), null);
  });

  it("is none for hosts that NO_PROXY names", () => {
    const env = { HTTPS_PROXY: "proxy.example:3128" };
    for (const no of [
      "*",
      "acme.example",
      "a, .acme.example",
      "*.acme.example",
      "portal.acme.example:443",
    ]) {
      assert.equal(environmentProxy({ ...env, NO_PROXY: no }, portal), null, no);
    }
    for (const no of ["", "me.example", "portal.acme.example:8443", "acme.example.org"]) {
      assert.notEqual(environmentProxy({ ...env, no_proxy: no }, portal), null, no);
    }
  });

  it("is reached by any address that settings have", () => {
    assert.equal(proxyAddress("socks5://p:1080"), "p:1080");
    assert.equal(proxyAddress("http://p:80"), "p:80");
    assert.equal(proxyAddress("p"), "p");
    assert.equal(proxyAddress("http://a:b c@p q:80"), "p q:80");
    for (const password of ["1234/abc", "/abc", "1#b", "1?b", "a@b", "1\\b"]) {
      assert.equal(proxyAddress(`http://ana:${password}@p:3128/`), "p:3128", password);
      assert.equal(proxyAddress(`ana:${password}@p:3128`), "p:3128", password);
    }
    assert.equal(proxyAddress("http://[2001:db8::1]:3128"), "[2001:db8::1]:3128");
  });

  it("is passed by for networks and wildcards", () => {
    const address = new URL("https://10.1.2.3/");
    assert.equal(isBypassed(address, ["10.0.0.0/8"]), true);
    assert.equal(isBypassed(address, ["10.*"]), true);
    assert.equal(isBypassed(address, ["11.0.0.0/8", "10.0.0.0/99", "x/8", "10.1.2.30"]), false);
    assert.equal(isBypassed(new URL("https://[::1]:8443/"), ["[::1]:8443"]), true);
  });
});

describe("The proxy of Windows", () => {
  const registry = (...values: readonly string[]) =>
    [
      "",
      "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings",
      ...values.map((value) => `    ${value}`),
      "",
    ].join("\r\n");
  const on = "ProxyEnable    REG_DWORD    0x1";

  it("is that of the registry, where it is switched on", () => {
    const server = "ProxyServer    REG_SZ    proxy.corp.example:8080";
    const found = { source: "system", name: "ProxyServer", address: "proxy.corp.example:8080" };
    assert.deepEqual(windowsProxy(registry(on, server), portal), found);
    const off = "ProxyEnable    REG_DWORD    0x0";
    assert.equal(windowsProxy(registry(off, server), portal), null);
    const several = "ProxyServer    REG_SZ    http=one:80;https=two:443";
    assert.equal(windowsProxy(registry(on, several), portal)?.address, "two:443");
    const web = "ProxyServer    REG_SZ    http=one:80";
    assert.equal(windowsProxy(registry(on, web), portal), null);
  });

  it("is none for what is reached directly", () => {
    const server = "ProxyServer    REG_SZ    proxy:8080";
    const override = "ProxyOverride    REG_SZ    *.acme.example;<local>";
    const at = (address: string) => windowsProxy(registry(on, server, override), new URL(address));
    assert.equal(at(portal.href), null);
    assert.equal(at("https://intranet/"), null);
    assert.equal(at("https://localhost:8443/"), null);
    assert.equal(at("https://www.other.example/")?.address, "proxy:8080");
  });

  it("is a script where there is one", () => {
    const script = "AutoConfigURL    REG_SZ    http://wpad.corp.example/wpad.dat";
    const found = { source: "system", name: "AutoConfigURL", address: "wpad.corp.example" };
    assert.deepEqual(windowsProxy(registry(script), portal), found);
  });
});

describe("The proxy of macOS", () => {
  const settings = (...lines: readonly string[]) =>
    `<dictionary> {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
  const exceptions = ["ExceptionsList : <array> {", "  0 : *.local", "  1 : acme.example", "}"];
  const https = ["HTTPSEnable : 1", "HTTPSPort : 8443", "HTTPSProxy : proxy.corp.example"];

  it("is that of the network settings, where it is switched on", () => {
    const found = { source: "system", name: "HTTPSProxy", address: "proxy.corp.example:8443" };
    assert.deepEqual(macProxy(settings("FTPPassive : 1", ...https), portal), found);
    assert.equal(macProxy(settings("HTTPSEnable : 0", ...https.slice(1)), portal), null);
    assert.equal(macProxy(settings("FTPPassive : 1"), portal), null);
    const socks = ["SOCKSEnable : 1", "SOCKSPort : 1080", "SOCKSProxy : s"];
    assert.equal(macProxy(settings(...socks), portal)?.address, "s:1080");
  });

  it("is none for what is reached directly, and a script where there is one", () => {
    assert.equal(macProxy(settings(...exceptions, ...https), portal), null);
    const simple = settings("ExcludeSimpleHostnames : 1", ...https);
    assert.equal(macProxy(simple, new URL("https://intranet/")), null);
    const script = settings(
      "ProxyAutoConfigEnable : 1",
      "ProxyAutoConfigURLString : http://wpad/wpad.dat",
    );
    assert.equal(macProxy(script, portal)?.name, "ProxyAutoConfigURLString");
  });
});

describe("The proxy of GNOME", () => {
  const settings = (mode: string, ...lines: readonly string[]) =>
    [
      `org.gnome.system.proxy autoconfig-url ''`,
      `org.gnome.system.proxy mode '${mode}'`,
      `org.gnome.system.proxy use-same-proxy false`,
      ...lines,
      "",
    ].join("\n");
  const https = [
    "org.gnome.system.proxy.https host 'proxy.corp.example'",
    "org.gnome.system.proxy.https port 3128",
  ];

  it("is that of the settings, where they are manual", () => {
    const found = {
      source: "system",
      name: "org.gnome.system.proxy.https host",
      address: "proxy.corp.example:3128",
    };
    assert.deepEqual(gnomeProxy(settings("manual", ...https), portal), found);
    assert.equal(gnomeProxy(settings("none", ...https), portal), null);
    const empty = ["org.gnome.system.proxy.https host ''", "org.gnome.system.proxy.https port 0"];
    assert.equal(gnomeProxy(settings("manual", ...empty), portal), null);
  });

  it("is read from what gsettings 2.74 printed", () => {
    const printed = [
      "org.gnome.system.proxy autoconfig-url ''",
      "org.gnome.system.proxy ignore-hosts ['localhost', '*.other.example']",
      "org.gnome.system.proxy mode 'manual'",
      "org.gnome.system.proxy use-same-proxy true",
      "org.gnome.system.proxy.ftp host ''",
      "org.gnome.system.proxy.ftp port 0",
      "org.gnome.system.proxy.http authentication-password ''",
      "org.gnome.system.proxy.http authentication-user ''",
      "org.gnome.system.proxy.http enabled false",
      "org.gnome.system.proxy.http host ''",
      "org.gnome.system.proxy.http port 8080",
      "org.gnome.system.proxy.http use-authentication false",
      "org.gnome.system.proxy.https host 'proxy.corp.example'",
      "org.gnome.system.proxy.https port 3128",
      "org.gnome.system.proxy.socks host ''",
      "org.gnome.system.proxy.socks port 0",
      "",
    ].join("\n");
    assert.equal(gnomeProxy(printed, portal)?.address, "proxy.corp.example:3128");
    assert.equal(gnomeProxy(printed, new URL("https://www.other.example/")), null);
    const same = printed
      .replace("http host ''", "http host 'all.example'")
      .replace("'proxy.corp.example'", "''");
    assert.equal(gnomeProxy(same, portal)?.address, "all.example:8080");
  });

  it("is none for what is ignored, and asked of the network where that is wanted", () => {
    const ignored =
      "org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', 'acme.example']";
    assert.equal(gnomeProxy(settings("manual", ignored, ...https), portal), null);
    assert.equal(gnomeProxy(settings("auto"), portal)?.address, "wpad");
  });
});

describe("The proxy of this computer", () => {
  const asked: string[] = [];
  const proxy = (platform: NodeJS.Platform, env = {}, output?: string) =>
    new ComputerProxy({
      env,
      platform,
      print: (program) => {
        asked.push(program);
        return Promise.resolve(output);
      },
    });
  beforeEach(() => asked.splice(0));

  it("is the environment's before the system's", async () => {
    const env = { HTTPS_PROXY: "proxy:1" };
    assert.equal((await proxy("darwin", env).find(portal))?.source, "environment");
    assert.deepEqual(asked, []);
  });

  it("is asked of the system's own program, and none where that says nothing", async () => {
    assert.equal(await proxy("win32", { SystemRoot: "D:\\W" }).find(portal), null);
    assert.equal(await proxy("darwin").find(portal), null);
    assert.equal(await proxy("linux").find(portal), null);
    assert.deepEqual(asked, ["D:\\W\\System32\\reg.exe", "/usr/sbin/scutil", "gsettings"]);
    const output = "org.gnome.system.proxy mode 'auto'\n";
    assert.equal((await proxy("linux", {}, output).find(portal))?.address, "wpad");
  });

  it("is none where the program that knows is not installed", async () => {
    const bare = new ComputerProxy({ env: { PATH: "/nowhere" }, platform: "darwin" });
    assert.equal(process.platform === "darwin" ? null : await bare.find(portal), null);
  });
});
