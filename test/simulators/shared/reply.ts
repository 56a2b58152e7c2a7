/** An answer of a portal before it goes on the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function reply(status: number, contentType: string, body: string | Uint8Array): Reply {
  return {
    status,
    headers: { "content-type": contentType, "cache-control": "no-store" },
    body: typeof body === "string" ? Buffer.from(body, "utf8") : Buffer.from(body),
  };
}

export function jsonReply(value: unknown, status = 200): Reply {
  return reply(status, "application/json; charset=utf-8", `${JSON.stringify(value)}\n`);
}

/** `303 See Other` to a path of the same portal. */
export function seeOther(location: string): Reply {
  const answer = reply(303, "text/html; charset=utf-8", "");
  return { ...answer, headers: { ...answer.headers, location } };
}
