/**
 * Host and port of a proxy as settings name one: `http://name:password@proxy.example:3128/`,
 * `proxy.example:3128`, `socks5://proxy.example`. Names and passwords are left out, also of what is no
 * URL. Empty if there is nothing.
 */
export function proxyAddress(setting: string): string {
  const text = setting.trim();
  if (text === "") return "";
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(text);
  // A scheme that URLs know nothing of keeps the port, whatever its number.
  const bare = hasScheme ? text.replace(/^[^:]+:\/\//u, "") : text;
  // A password may hold what ends a URL's host: only what is behind the last @ is surely none of it.
  const server = bare.slice(bare.lastIndexOf("@") + 1);
  return (URL.parse(`proxy://${server}`)?.host || server).slice(0, 300);
}
