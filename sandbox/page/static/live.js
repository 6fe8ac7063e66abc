// Keeps the stream of events open: takes up where it broke off, or loads everything when it can't.

import { api } from "./api.js";
import { apply, EVENTS, load, state, tell } from "./state.js";

const LONGEST_WAIT_SECONDS = 8;
let source = null;
let wait = 0.5;

function connect() {
  source = new EventSource(`/control/events?after=${state.eventId}`);
  source.onopen = () => {
    wait = 0.5;
    tell("online", true);
  };
  source.onerror = () => {
    source.close();
    tell("online", false);
    setTimeout(resume, wait * 1000);
    wait = Math.min(wait * 2, LONGEST_WAIT_SECONDS);
  };
  for (const name of EVENTS) {
    source.addEventListener(name, (event) =>
      apply(name, JSON.parse(event.data), Number(event.lastEventId)),
    );
  }
  source.addEventListener("reset", restart);
}

async function restart() {
  source.close();
  try {
    await load();
    connect();
  } catch {
    tell("online", false);
    setTimeout(restart, wait * 1000);
    wait = Math.min(wait * 2, LONGEST_WAIT_SECONDS);
  }
}

// A server that began anew counts its events from the start: then nothing we know is left there.
async function resume() {
  try {
    const now = await api.state();
    if (now.event_id < state.eventId || now.bot.id !== state.bot.id) await restart();
    else connect();
  } catch {
    setTimeout(resume, wait * 1000);
    wait = Math.min(wait * 2, LONGEST_WAIT_SECONDS);
  }
}

export async function begin() {
  await load();
  connect();
}
