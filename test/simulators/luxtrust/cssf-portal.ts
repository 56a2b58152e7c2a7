import type { Counters } from "../shared/counters.js";
import type { Exchange } from "../shared/exchange.js";
import { field, page, receiptPage } from "../shared/html.js";
import { PortalError } from "../shared/portal-error.js";
import { jsonReply, type Reply } from "../shared/reply.js";
import type { Route } from "../shared/router.js";
import type { CssfInbox } from "./cssf-inbox.js";

/** The CSSF's page for CRYPT certificates. */
export class CssfPortal {
  constructor(
    private readonly inbox: CssfInbox,
    private readonly counters: Counters,
  ) {}

  get routes(): Route[] {
    return [
      {
        method: "POST",
        path: "/certificates",
        endpoint: "cssf.declare",
        handle: (exchange) => this.#declare(exchange),
      },
      {
        method: "GET",
        path: "/certificates",
        endpoint: "cssf.find",
        handle: (exchange) => this.#find(exchange),
      },
    ];
  }

  async #declare(exchange: Exchange): Promise<Reply> {
    try {
      const form = await exchange.form();
      const declaration = this.inbox.declare(
        form.text("reference"),
        form.text("user"),
        form.file("certificate")?.content,
      );
      return receiptPage(
        "CRYPT certificate",
        declaration.receipt,
        "The certificate has been registered.",
      );
    } catch (error) {
      if (error instanceof PortalError) this.counters.add(`declarations.refused.${error.code}`);
      throw error;
    }
  }

  #find(exchange: Exchange): Reply {
    const spki = exchange.query.get("spki");
    if (spki === null) return form();
    return jsonReply({
      declarations: this.inbox.find(spki).map(({ receipt, spkiHash, reference, at }) => ({
        receipt,
        spkiHash,
        reference,
        at: at.toISOString(),
      })),
    });
  }
}

function form(): Reply {
  return page(
    200,
    "Register a CRYPT certificate",
    `<form method="post" action="/certificates" enctype="multipart/form-data">
${field("reference", "Reference")}
${field("user", "SOFiE user")}
${field("certificate", "CRYPT certificate", "file")}
<button>Send</button>
</form>
<p>The TRANSPORT certificate must not be sent.</p>`,
  );
}
