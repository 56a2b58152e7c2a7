export type { CatalogueEntries, CatalogueSource } from "./catalogue.js";
export { CatalogueLocalizer } from "./catalogue-localizer.js";
export { checkCatalogues } from "./check-catalogues.js";
export type { CatalogueProblem, CatalogueTexts } from "./check-catalogues.js";
export { catalogue as l10nCatalogue } from "./l10n/index.js";
export { chooseLanguage, languageTag } from "./language.js";
export type { LanguageWishes } from "./language.js";
export { Localizer } from "./localizer.js";
export type { ErrorText } from "./localizer.js";
