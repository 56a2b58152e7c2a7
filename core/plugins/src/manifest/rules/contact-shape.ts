import { message } from "@perennial/api";
import { child, elements, isRecord, isString, providersOf, type Located } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** A contact can be reached: by telephone, mail or an https page, each well formed. */
export const contactShape: Rule = {
  id: "contact-shape",
  severity: "error",
  hint: message("rule.contact-shape.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => elements(child(provider, "contacts")))
      .filter(({ value }) => isRecord(value))
      .flatMap(problemsOf);
  },
};

function problemsOf(contact: Located): readonly Problem[] {
  const ways = [child(contact, "phone"), child(contact, "email"), child(contact, "web")];
  if (ways.every(({ value }) => value === undefined)) {
    return [{ path: contact.path, message: message("rule.contact-shape.unreachable") }];
  }
  const [phone, email, web] = ways;
  return [
    ...unless(phone, isPhone, "rule.contact-shape.phone"),
    ...unless(email, isEmail, "rule.contact-shape.email"),
    ...unless(web, isPage, "rule.contact-shape.web"),
  ];
}

function unless(
  way: Located | undefined,
  sound: (text: string) => boolean,
  key: string,
): readonly Problem[] {
  if (way === undefined || !isString(way) || sound(way.value)) return [];
  return [{ path: way.path, message: message(key, { value: way.value }) }];
}

/** Digits grouped at will, a country code first, at most 15 digits (ITU-T E.164, 6.2.1). */
function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  return /^\(?\+\d[\d ()/.-]*$/.test(text) && digits >= 5 && digits <= 15;
}

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(text);
}

function isPage(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}
