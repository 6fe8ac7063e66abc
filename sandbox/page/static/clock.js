// Shows times as a Syrian reader writes them: Levantine months, Latin digits.

import { language, t } from "./texts.js";

const locale = () => (language === "ar" ? "ar-SY-u-nu-latn" : "en-GB");
const made = new Map();

function format(name, options, seconds) {
  const key = locale() + name;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale(), options));
  return made.get(key).format(new Date(seconds * 1000));
}

export const hour = (seconds) =>
  format("hour", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, seconds);

export const full = (seconds) => format("full", { dateStyle: "full", timeStyle: "medium" }, seconds);

export function dayKey(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export function day(seconds) {
  const now = Date.now() / 1000;
  if (dayKey(seconds) === dayKey(now)) return t("day.today");
  if (dayKey(seconds) === dayKey(now - 86400)) return t("day.yesterday");
  return format("day", { day: "numeric", month: "long", year: "numeric" }, seconds);
}

export function brief(seconds) {
  if (dayKey(seconds) === dayKey(Date.now() / 1000)) return hour(seconds);
  return format("brief", { day: "numeric", month: "short" }, seconds);
}
