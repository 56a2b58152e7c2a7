import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  luxtrustProfileValues,
  luxtrustUser,
  sofiePassword,
  type LuxtrustProfileValues,
} from "../harness/index.js";
import type { World } from "./world.js";

const day = 86_400_000;

/** Writes what SOFiE has on disk and the old certificates, and adds the profile `acme`. */
export async function addLuxtrustProfile(
  world: World,
  values: LuxtrustProfileValues,
  daysLeft: number,
): Promise<void> {
  const user = luxtrustUser(world.simulator, world.user);
  for (const folder of ["data", "keys/private", "properties"]) {
    await mkdir(join(world.data, folder), { recursive: true });
  }
  await mkdir(join(world.data, "data", user.user), { recursive: true });
  await writeFile(join(world.data, "data", user.user, "passwords"), "kept by SOFiE\n");
  await writeFile(join(world.data, "properties", "sofie.properties"), "kept by SOFiE\n");
  const own = await luxtrustProfileValues(world.simulator, world.file("roots"), {
    userId: user.user,
    dataFolder: world.data,
    algorithm: "ec-p256",
    ...values,
  });
  await writeFile(
    world.file("profile.json"),
    JSON.stringify({ provider: "luxtrust.sofie", values: own }),
  );
  await world.writePrivate("password", sofiePassword(user));
  await world.writePrivate("passphrase", "a passphrase only for this test");
  world.secrets.push(sofiePassword(user), "a passphrase only for this test");
  const certificates: string[] = [];
  for (const account of world.accounts) {
    const existing = await world.simulator.issueExisting({
      user: user.user,
      account,
      notAfter: new Date(world.time + daysLeft * day),
      algorithm: "ec-p256",
    });
    const path = join(world.data, `old-${account}.pem`);
    await writeFile(path, existing.certificatePem);
    world.old.set(account, path);
    certificates.push("--certificate", `${account}=${path}`);
  }
  const added = await world.inProcess([
    "profile",
    "add",
    "acme",
    "--provider",
    "luxtrust.sofie",
    "--from",
    world.file("profile.json"),
    ...certificates,
  ]);
  if (added.code !== 0) throw new Error(`profile add: ${added.stdout}${added.stderr}`);
}
