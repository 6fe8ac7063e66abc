// Speaks the control API of the server that served this page.

export class Refused extends Error {}

async function call(method, path, body) {
  const answer = await fetch(`/control/${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(data.error ?? `${answer.status} ${answer.statusText}`);
  return data;
}

const get = (path) => call("GET", path);
const post = (path, body = {}) => call("POST", path, body);
const chat = (id, action) => `chats/${encodeURIComponent(id)}${action ? `/${action}` : ""}`;

export const api = {
  get,
  post,
  remove: (path) => call("DELETE", path),
  state: () => get("state"),
  profile: (language) => get(`profile?language=${language}`),
  chat: (id) => get(chat(id)),
  messages: (id, before, topic) => {
    const query = new URLSearchParams({ limit: "50" });
    if (before) query.set("before", before);
    if (topic) query.set("topic", topic);
    return get(chat(id, `messages?${query}`));
  },
  commands: (id, person) => get(chat(id, `commands?person=${person}`)),
  start: (id, body) => post(chat(id, "start"), body),
  write: (id, body) => post(chat(id, "messages"), body),
  edit: (id, body) => post(chat(id, "edit"), body),
  erase: (id, ids) => post(chat(id, "delete"), { message_ids: ids }),
  press: (id, body) => post(chat(id, "press"), body),
  inline: (body) => post("inline", body),
  choose: (id, body) => post(chat(id, "inline"), body),
  member: (id, body) => post(chat(id, "members"), body),
  act: (id, action, body) => post(chat(id, action), body),
};
