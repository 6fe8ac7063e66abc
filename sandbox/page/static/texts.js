// Finds the page's own words in its catalogue, in the language chosen, in the right plural form.

let words = {};
let rules = null;
export let language = "ar";

export async function loadTexts() {
  language = localStorage.getItem("language") === "en" ? "en" : "ar";
  const answer = await fetch("/page/texts.json");
  words = (await answer.json())[language];
  rules = new Intl.PluralRules(language);
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  document.title = t("title");
}

export function t(key, values = {}) {
  let text = words[key] ?? key;
  if (typeof text !== "string") text = text[rules.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function otherLanguage() {
  localStorage.setItem("language", language === "ar" ? "en" : "ar");
  location.reload();
}
