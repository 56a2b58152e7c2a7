import assert from "node:assert/strict";
import { Browser, type BrowserAnswer } from "../simulators/testing/browser.js";
import type { CertumOffice } from "./certum-office.js";

/** Opens the link of a mail in a browser, and presses the button there. */
export async function pressLink(office: CertumOffice, link: string): Promise<BrowserAnswer> {
  const browser = new Browser(office.simulator.roots.tls);
  const page = await browser.get(link);
  if (page.status !== 200) return page;
  const url = new URL(link);
  const token = url.searchParams.get("token") ?? "";
  return browser.submit(`${url.origin}${url.pathname}`, { token });
}

/** As {@link pressLink}, where nothing is expected to be wrong. */
export async function followLink(office: CertumOffice, link: string): Promise<void> {
  const { status, code } = await pressLink(office, link);
  assert.equal(status, 200, code);
}
