/** What the demonstration itself says, beside what the command line says. */
export interface Words {
  readonly intro: (folder: string, watch: string) => readonly string[];
  readonly existing: string;
  readonly due: string;
  readonly plan: string;
  readonly interactive: string;
  readonly unattended: string;
  readonly password: (password: string) => string;
  readonly afterwards: string;
  readonly opensslAccepts: (account: string) => string;
  readonly opensslAbsent: string;
  readonly untouched: (account: string) => string;
  readonly changed: (account: string) => string;
  readonly counted: (orders: number, accounts: number) => string;
  readonly over: string;
  readonly more: string;
  readonly stopped: (command: string, kept: boolean) => string;
  readonly kept: (folder: string) => string;
}

const english: Words = {
  intro: (folder, watch) => [
    "Perennial renews a certificate, from the notice to the proof.",
    `Everything happens on this machine, below ${folder}`,
    "To watch from a second terminal:",
    `  ${watch}`,
  ],
  existing: "An installation of SOFiE, and its certificate of last year",
  due: "What is due",
  plan: "What a renewal would do, before it does anything",
  interactive: "The renewal: your answers, please",
  unattended: "The renewal, answering from a file",
  password: (password) => `SOFiE's password for this simulation is ${password}`,
  afterwards: "Afterwards",
  opensslAccepts: (account) => `openssl verify accepts the new certificate of ${account}.`,
  opensslAbsent: "openssl is not installed here, so it was not asked for a second opinion.",
  untouched: (account) => `The old certificate of ${account} is untouched.`,
  changed: (account) => `The old certificate of ${account} was CHANGED.`,
  counted: (orders, accounts) =>
    `The simulator counted ${orders} ${orders === 1 ? "order" : "orders"} for ${accounts} ${accounts === 1 ? "account" : "accounts"}.`,
  over: "That was it.",
  more: "npm start -- --help says what else it can show; README.md says how to use it.",
  stopped: (command, kept) =>
    `This was only a demonstration; it was stopped, and its simulator with it. ${kept ? "Its renewal cannot go on without the simulator" : "Its home was a throw-away one and is removed, so there is nothing to resume"}. To see it from the beginning: ${command}`,
  kept: (folder) => `It is kept in ${folder}`,
};

const french: Words = {
  intro: (folder, watch) => [
    "Perennial renouvelle un certificat, de l’avis d’échéance à la preuve.",
    `Tout se passe sur cette machine, sous ${folder}`,
    "Pour suivre depuis un second terminal\u00A0:",
    `  ${watch}`,
  ],
  existing: "Une installation de SOFiE et son certificat de l’an dernier",
  due: "Ce qui arrive à échéance",
  plan: "Ce qu’un renouvellement ferait, avant de rien faire",
  interactive: "Le renouvellement\u00A0: à vous de répondre",
  unattended: "Le renouvellement, avec les réponses d’un fichier",
  password: (password) => `Le mot de passe SOFiE de cette simulation est ${password}`,
  afterwards: "Ensuite",
  opensslAccepts: (account) => `openssl verify accepte le nouveau certificat de ${account}.`,
  opensslAbsent: "openssl n’est pas installé ici\u00A0; son avis n’a pas été demandé.",
  untouched: (account) => `L’ancien certificat de ${account} est intact.`,
  changed: (account) => `L’ancien certificat de ${account} a été MODIFIÉ.`,
  counted: (orders, accounts) =>
    `Le simulateur a compté ${orders} ${orders === 1 ? "commande" : "commandes"} pour ${accounts} ${accounts === 1 ? "compte" : "comptes"}.`,
  over: "C’est tout.",
  more: "npm start -- --help dit ce qu’elle peut montrer d’autre\u00A0; README.md explique l’usage.",
  stopped: (command, kept) =>
    `Ce n’était qu’une démonstration\u00A0; elle est arrêtée, et son simulateur avec elle. ${kept ? "Son renouvellement ne peut pas reprendre sans le simulateur" : "Son dossier jetable est supprimé\u00A0: il n’y a rien à reprendre"}. Pour la revoir du début\u00A0: ${command}`,
  kept: (folder) => `Tout est conservé dans ${folder}`,
};

/** @param language `fr…`; anything else is English. */
export function wordsFor(language: string | undefined): Words {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const wanted =
    language ?? [LC_ALL, LC_MESSAGES, LANG].find((one) => one !== undefined && one !== "");
  return wanted?.startsWith("fr") === true ? french : english;
}
