import type { LuxtrustSimulator } from "../luxtrust/index.js";
import type { SofieUser } from "../luxtrust/users.js";
import { Browser, type BrowserAnswer } from "./browser.js";
import { createRequest, orderFields, type TestRequest } from "./requests.js";

/** Opens the order form and sends it. */
export async function placeOrder(
  simulator: LuxtrustSimulator,
  fields: Readonly<Record<string, string | Blob>>,
): Promise<BrowserAnswer> {
  const { orderUrl } = simulator.addresses;
  const browser = new Browser(simulator.roots.tls);
  const { csrf } = await browser.get(`${orderUrl}ssl-certificate`);
  return browser.post(`${orderUrl}ssl-certificate/orders`, { csrf, ...fields });
}

/** The number in the address that an accepted order leads to. */
export function orderNumber(answer: BrowserAnswer): number {
  return Number(/\/orders\/(\d+)$/.exec(answer.headers.location ?? "")?.[1]);
}

/** Orders with a new request and approves it. */
export async function obtainCertificate(
  simulator: LuxtrustSimulator,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ number: number; request: TestRequest; certificate: Buffer }> {
  const request = await createRequest();
  const number = orderNumber(await placeOrder(simulator, orderFields(request, fields)));
  const { certificate } = await simulator.orders.approve(number);
  if (certificate === undefined) throw new Error(`Order ${number} has no certificate`);
  return { number, request, certificate };
}

/** A browser at SOFiE after the login was tried. */
export async function logIn(
  simulator: LuxtrustSimulator,
  user: Pick<SofieUser, "user">,
  password: string,
): Promise<{ browser: Browser; answer: BrowserAnswer }> {
  const { sofieUrl } = simulator.addresses;
  const browser = new Browser(simulator.roots.tls);
  const { csrf } = await browser.get(`${sofieUrl}sofie/luxtrust`);
  const answer = await browser.submit(`${sofieUrl}sofie/luxtrust/login`, {
    csrf,
    user: user.user,
    password,
  });
  return { browser, answer };
}

/** Uploads in the browser's session. */
export async function upload(
  simulator: LuxtrustSimulator,
  browser: Browser,
  file: Uint8Array | string,
): Promise<BrowserAnswer> {
  const url = `${simulator.addresses.sofieUrl}sofie/luxtrust/upload`;
  const { csrf } = await browser.get(url);
  const content = typeof file === "string" ? file : new Uint8Array(file);
  return browser.post(url, { csrf, certificate: new Blob([content]) });
}
