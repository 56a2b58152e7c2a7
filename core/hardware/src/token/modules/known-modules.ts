import type { ModuleNames, NamedModule } from "./configured-modules.js";

/** A vendor's module and where its installer puts it. */
export interface KnownModule {
  readonly name: string;
  readonly paths: Readonly<Record<"win32" | "darwin" | "linux", readonly string[]>>;
}

const system32 = "%SystemRoot%\\System32";
const eToken = "/Library/Frameworks/eToken.framework/Versions/Current";

/** Where the vendors' installers put their modules. `%NAME%` stands for an environment variable. */
export const knownModules: readonly KnownModule[] = [
  {
    name: "Certum proCertum",
    paths: {
      win32: [`${system32}\\cryptoCertum3PKCS.dll`],
      darwin: ["/usr/local/lib/pkcs11/libcryptoCertum3PKCS.dylib"],
      linux: ["/opt/proCertumSmartSign/libcryptoCertum3PKCS.so"],
    },
  },
  {
    name: "SafeNet eToken",
    paths: {
      win32: [`${system32}\\eTPKCS11.dll`],
      darwin: [`${eToken}/libeToken.dylib`],
      linux: ["/usr/lib/libeTPkcs11.so"],
    },
  },
  {
    name: "SafeNet IDPrime",
    paths: {
      win32: [
        "%ProgramFiles%\\SafeNet\\Authentication\\SAC\\x64\\IDPrimePKCS1164.dll",
        "%ProgramFiles(x86)%\\SafeNet\\Authentication\\SAC\\x64\\IDPrimePKCS1164.dll",
      ],
      darwin: [`${eToken}/libIDPrimePKCS11.dylib`],
      linux: ["/usr/lib/libIDPrimePKCS11.so"],
    },
  },
  {
    name: "LuxTrust (Gemalto Classic Client)",
    paths: {
      win32: [
        "%ProgramFiles%\\Gemalto\\Classic Client\\BIN\\gclib.dll",
        "%ProgramFiles(x86)%\\Gemalto\\Classic Client\\BIN\\gclib.dll",
      ],
      darwin: [
        "/Library/Frameworks/Pkcs11ClassicClient.framework/Versions/Current/libgclib.dylib",
        "/Library/Frameworks/Pkcs11ClassicClient.framework/libgclib.dylib",
      ],
      linux: ["/usr/lib/pkcs11/libgclib.so"],
    },
  },
];

/** The vendors' modules at their known paths; those that are not installed are not there. */
export class KnownModules implements ModuleNames {
  constructor(
    private readonly platform: NodeJS.Platform,
    private readonly env: NodeJS.ProcessEnv,
    private readonly vendors: readonly KnownModule[] = knownModules,
  ) {}

  read() {
    const { platform } = this;
    const modules =
      platform === "win32" || platform === "darwin" || platform === "linux"
        ? this.vendors.flatMap(({ name, paths }) =>
            paths[platform].flatMap((path): NamedModule[] => {
              const expanded = this.#expand(path);
              return expanded === undefined ? [] : [{ name, path: expanded, source: "known-path" }];
            }),
          )
        : [];
    return Promise.resolve({ modules, remarks: [] });
  }

  #expand(path: string): string | undefined {
    let missing = false;
    const expanded = path.replace(/%([^%]+)%/gu, (_all, name: string) => {
      const value = this.env[name];
      if (value === undefined) missing = true;
      return value ?? "";
    });
    return missing ? undefined : expanded;
  }
}
