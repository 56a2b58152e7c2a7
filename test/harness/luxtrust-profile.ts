import {
  defaultUsers,
  type LuxtrustSimulator,
  type SofieUser,
} from "../simulators/luxtrust/index.js";

/** Values of a `luxtrust.sofie` profile. */
export type LuxtrustProfileValues = Readonly<Record<string, string | number>>;

/**
 * The values of a profile whose portals are the simulator's. The roots are written to `folder`.
 * @param overrides replace single values; `userId` chooses the user whose contract, connection and
 *   address are taken (default: the first one).
 */
export async function luxtrustProfileValues(
  simulator: LuxtrustSimulator,
  folder: string,
  overrides: LuxtrustProfileValues = {},
): Promise<LuxtrustProfileValues> {
  const { orderUrl, sofieUrl, cssfUrl } = simulator.addresses;
  const user = luxtrustUser(simulator, overrides["userId"]);
  const roots = await simulator.writeRoots(folder);
  return {
    userId: user.user,
    contract: user.contract,
    connection: user.connection,
    way: "portal",
    dataFolder: folder,
    name: "Ada Weber",
    email: user.email,
    company: "Acme S.A.",
    department: "Treasury",
    city: "Luxembourg",
    country: "LU",
    algorithm: "rsa-2048",
    orderUrl,
    sofieUrl,
    cssfUrl,
    caRoots: roots.ca,
    operatorRoots: roots.operator,
    portalRoots: roots.tls,
    pollInterval: 1,
    ...overrides,
  };
}

/** The password that SOFiE takes from a user, for the answers of a test. */
export function sofiePassword(user: SofieUser): string {
  return user.connection === "connected" ? user.newPassword : user.envelopePassword;
}

/** A user the simulator knows. @throws RangeError for one it does not know. */
export function luxtrustUser(
  simulator: LuxtrustSimulator,
  userId: string | number = defaultUsers[0]?.user ?? "",
): SofieUser {
  const user = simulator.world.users.find(String(userId));
  if (user === undefined) throw new RangeError(`The simulator knows no user ${userId}`);
  return user;
}
