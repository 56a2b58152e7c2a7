/** Lower-case letters, digits and single hyphens, a letter first; at most 64 characters. */
export function isKebab(name: string): boolean {
  return name.length <= 64 && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name);
}

/** The same name in kebab case, or undefined if it cannot be made one: `OrderCertificate`. */
export function toKebab(name: string): string | undefined {
  const kebab = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/[\s_.]+/g, "-")
    .toLowerCase();
  return isKebab(kebab) ? kebab : undefined;
}
