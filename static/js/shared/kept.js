// What is kept in this browser, by account, and the session that may end while it is.
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
const SESSION = "/session/";
export const LANGUAGE = document.documentElement.lang;
// Read once: this page was made for this account, whoever logs in beside it.
export const [ACCOUNT] = cookie("session_ends").split(".");

export const store = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  set(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing works by the buttons */ }
  },
};
const WORDS = `words ${LANGUAGE}`;
export const words = () => store.get(WORDS) ?? {};
export const hasWords = () => Boolean(store.get(WORDS));

// Asks whether the session lasts; resolves to a fresh token, to "" when it has ended. Rejects when nobody answers.
export async function session(options = {}) {
  const answer = await fetch(SESSION, { ...options, headers: { "HX-Request": "true" }, cache: "no-store", signal: AbortSignal.timeout?.(10_000) });
  if (answer.status === 401 || answer.status === 403 || answer.redirected) return "";
  if (!answer.ok) throw new Error(answer.status);
  const { token, words: said } = await answer.json();
  store.set(WORDS, said);
  for (const field of $$("[name=csrfmiddlewaretoken]")) field.value = token;
  return token;
}
