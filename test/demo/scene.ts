import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { luxtrustProfileValues, luxtrustUser, sofiePassword } from "../harness/index.js";
import {
  startLuxtrustSimulator,
  type Account,
  type LuxtrustSimulator,
} from "../simulators/luxtrust/index.js";
import type { DemoOptions } from "./options.js";

const daysLeft = 12;

/** Everything the demonstration plays with, below one folder that goes away afterwards. */
export interface Scene {
  readonly folder: string;
  readonly home: string;
  readonly simulator: LuxtrustSimulator;
  readonly accounts: readonly string[];
  /** The certificate files of the existing installation, by account. */
  readonly certificates: ReadonlyMap<string, string>;
  readonly profile: string;
  readonly answers: string;
  /** A folder with the key store's passphrase, as systemd hands credentials over. */
  readonly credentials: string;
  readonly password: string;
  readonly roots: { readonly ca: string; readonly issuing: string };
  close(keep: boolean): Promise<void>;
}

/** An installation of SOFiE whose certificates expire in twelve days, and the world around it. */
export async function setScene({ contract, way }: DemoOptions): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "perennial-demo-"));
  const home = join(folder, "home");
  const inbox = join(home, "inbox");
  const data = join(folder, "sofie");
  await mkdir(inbox, { recursive: true, mode: 0o700 });
  const simulator = await startLuxtrustSimulator({
    automatic: { approveAfter: 2, configurationAfter: 2 },
    outbox: inbox,
  });
  const user = luxtrustUser(simulator, contract === "sort" ? "999900002" : "999900001");
  await writeDataFolder(data, user.user);
  const roots = await simulator.writeRoots(join(folder, "roots"));
  const values = await luxtrustProfileValues(simulator, join(folder, "roots"), {
    userId: user.user,
    way,
    dataFolder: data,
    algorithm: "rsa-3072",
    pollInterval: 1,
  });
  const accounts: readonly Account[] = contract === "sort" ? ["CRYPT", "TRANSPORT"] : ["MAIN"];
  const certificates = new Map<string, string>();
  for (const account of accounts) {
    const existing = await simulator.issueExisting({
      user: user.user,
      account,
      notAfter: new Date(Date.now() + daysLeft * 86_400_000),
    });
    const path = join(data, `${user.user}_${account}.pem`);
    await writeFile(path, existing.certificatePem);
    certificates.set(account, path);
  }
  const profile = join(folder, "profile.json");
  await writeFile(
    profile,
    `${JSON.stringify({ provider: "luxtrust.sofie", values }, undefined, 2)}\n`,
  );
  const password = sofiePassword(user);
  const credentials = join(folder, "credentials");
  await mkdir(credentials, { mode: 0o700 });
  await writePrivate(
    join(credentials, "perennial-passphrase"),
    randomBytes(24).toString("base64url"),
  );
  await writePrivate(join(folder, "sofie-password"), password);
  const answers = join(folder, "answers.json");
  await writeFile(answers, `${JSON.stringify(answersFile(), undefined, 2)}\n`);
  return {
    folder,
    home,
    simulator,
    accounts,
    certificates,
    profile,
    answers,
    credentials,
    password,
    roots: { ca: roots.ca, issuing: roots.issuing },
    async close(keep) {
      await simulator.close();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a person would answer: yes, the system's entropy, and the password from a private file. */
function answersFile(): object {
  return {
    perennial: 1,
    answers: {
      "*/confirm-personal-data/subject": true,
      "*/generate-keys/entropy": "system",
      "*/*/password-*": { sofiePassword: { file: "sofie-password" } },
      "*/install-configuration/install": true,
      "*/send-report/send-report": true,
      "*/back-up/back-up": true,
    },
  };
}

/** The critical files of a SOFiE installation, as the manual names them (5.1). */
async function writeDataFolder(data: string, user: string): Promise<void> {
  await mkdir(join(data, "data", user), { recursive: true });
  await mkdir(join(data, "keys", "private"), { recursive: true });
  await mkdir(join(data, "properties"), { recursive: true });
  await writeFile(join(data, "data", user, "passwords"), "kept by SOFiE\n");
  await writeFile(join(data, "data", user, "loginhash"), "kept by SOFiE\n");
  await writeFile(join(data, "keys", "private", "current.key"), "kept by SOFiE\n");
  await writeFile(join(data, "properties", "sofie.properties"), `user=${user}\n`);
}

async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
}
