/** A refusal that a portal shows as a page with `<p class="error" data-code="…">`. */
export class PortalError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The page's `data-detail`. */
    readonly detail = "",
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "PortalError";
  }
}
