import type { Counters } from "../shared/counters.js";
import type { Exchange } from "../shared/exchange.js";
import { csrfField, field, page, receiptPage } from "../shared/html.js";
import { PortalError } from "../shared/portal-error.js";
import { jsonReply, seeOther, type Reply } from "../shared/reply.js";
import type { Route } from "../shared/router.js";
import { csrfMatches, type Session, type Sessions } from "../shared/sessions.js";
import type { SofieDesk } from "./sofie-desk.js";
import { uploadToJson, type Upload } from "./upload.js";
import type { SofieUser, Users } from "./users.js";

/** What a visitor has done in a session. */
export interface Visit {
  readonly user?: SofieUser;
  uploaded: boolean;
}

type LoggedIn = Session<Visit> & { readonly data: { readonly user: SofieUser } };

/** What the portal needs of the world around it. */
export interface SofiePortalContext {
  readonly users: Users;
  readonly desk: SofieDesk;
  readonly sessions: Sessions<Visit>;
  readonly counters: Counters;
  /** Called after a certificate was accepted. */
  readonly onUpload: (upload: Upload) => void;
}

const base = "/sofie/luxtrust";

/** sofie.lu, section SOFiE, menu Luxtrust. */
export class SofiePortal {
  constructor(private readonly context: SofiePortalContext) {}

  get routes(): Route[] {
    const route = (
      method: string,
      path: string,
      endpoint: string,
      handle: (exchange: Exchange) => Promise<Reply> | Reply,
    ): Route => ({ method, path: base + path, endpoint: `sofie.${endpoint}`, handle });
    return [
      route("GET", "", "login-form", (exchange) => this.#loginForm(exchange)),
      route("POST", "/login", "login", (exchange) => this.#logIn(exchange)),
      route("GET", "/upload", "upload-form", (exchange) => this.#uploadForm(exchange)),
      route("POST", "/upload", "upload", (exchange) => this.#upload(exchange)),
      route("GET", "/uploads", "find-upload", (exchange) => this.#findUploads(exchange)),
      route("POST", "/reports", "report", (exchange) => this.#report(exchange)),
      route("GET", "/reports", "find-report", (exchange) => this.#findReports(exchange)),
    ];
  }

  #loginForm(exchange: Exchange): Reply {
    const { sessions } = this.context;
    const session = sessions.find(exchange) ?? sessions.open({ uploaded: false });
    const form = `<form method="post" action="${base}/login">
${csrfField(session.csrf)}
${field("user", "User")}
${field("password", "Password", "password")}
<button>Log in</button>
</form>`;
    return sessions.withCookie(page(200, "SOFiE: log in", form), session);
  }

  async #logIn(exchange: Exchange): Promise<Reply> {
    const { sessions, users, counters } = this.context;
    const form = await exchange.form();
    const session = sessions.find(exchange);
    if (session === undefined || !csrfMatches(session, form.text("csrf"))) throw badCsrf();
    try {
      const user = users.logIn(form.text("user"), form.exactText("password"));
      sessions.end(session);
      // A new identifier: who knew the one of the login form must not be logged in with it.
      const next = sessions.open({ user, uploaded: false });
      counters.add("logins.accepted");
      return sessions.withCookie(seeOther(`${base}/upload`), next);
    } catch (error) {
      if (error instanceof PortalError) counters.add(`logins.refused.${error.code}`);
      throw error;
    }
  }

  #uploadForm(exchange: Exchange): Reply {
    const session = this.#loggedIn(exchange);
    if (session === undefined) return seeOther(base);
    const form = `<form method="post" action="${base}/upload" enctype="multipart/form-data">
${csrfField(session.csrf)}
<p>Select your LuxTrust certificate file (PEM or DER) and upload it.</p>
${field("certificate", "Certificate *", "file")}
<button>Upload</button>
</form>
<ul>
<li>Please start a new session before each certificate upload.</li>
<li>Please do not transfer any files until the new configuration file has been installed.</li>
</ul>`;
    return page(200, "Upload LuxTrust certificate", form);
  }

  async #upload(exchange: Exchange): Promise<Reply> {
    try {
      const form = await exchange.form();
      const session = this.#require(exchange, form.text("csrf"));
      if (session.data.uploaded)
        throw new PortalError(
          409,
          "session.used",
          "Please start a new session before each certificate upload.",
        );
      const upload = this.context.desk.upload(session.data.user, form.file("certificate")?.content);
      session.data.uploaded = true;
      this.context.onUpload(upload);
      return receiptPage(
        "Upload LuxTrust certificate",
        upload.receipt,
        "Your certificate has been received. You will receive your configuration file by mail.",
      );
    } catch (error) {
      if (error instanceof PortalError) this.context.counters.add(`uploads.refused.${error.code}`);
      throw error;
    }
  }

  #findUploads(exchange: Exchange): Reply {
    const { user } = this.#requireLogin(exchange).data;
    const found = this.context.desk
      .findUploads(exchange.query.get("spki") ?? "")
      .filter((upload) => upload.user === user.user);
    return jsonReply({ uploads: found.map(uploadToJson) });
  }

  async #report(exchange: Exchange): Promise<Reply> {
    try {
      const form = await exchange.form();
      const { user } = this.#require(exchange, form.text("csrf")).data;
      const report = this.context.desk.report(
        user,
        form.text("reference"),
        form.file("report")?.content,
      );
      return receiptPage("Installation report", report.receipt, "Your report has been received.");
    } catch (error) {
      if (error instanceof PortalError) this.context.counters.add(`reports.refused.${error.code}`);
      throw error;
    }
  }

  #findReports(exchange: Exchange): Reply {
    const { user } = this.#requireLogin(exchange).data;
    const found = this.context.desk.findReports(user.user, exchange.query.get("reference") ?? "");
    return jsonReply({
      reports: found.map(({ receipt, reference, at }) => ({
        receipt,
        reference,
        at: at.toISOString(),
      })),
    });
  }

  #loggedIn(exchange: Exchange): LoggedIn | undefined {
    const session = this.context.sessions.find(exchange);
    return session !== undefined && isLoggedIn(session) ? session : undefined;
  }

  #requireLogin(exchange: Exchange): LoggedIn {
    const session = this.#loggedIn(exchange);
    if (session === undefined) throw new PortalError(401, "login.required", "Please log in.");
    return session;
  }

  #require(exchange: Exchange, csrf: string): LoggedIn {
    const session = this.#requireLogin(exchange);
    if (!csrfMatches(session, csrf)) throw badCsrf();
    return session;
  }
}

function isLoggedIn(session: Session<Visit>): session is LoggedIn {
  return session.data.user !== undefined;
}

function badCsrf(): PortalError {
  return new PortalError(400, "session.bad-csrf", "Please open the page again.");
}
