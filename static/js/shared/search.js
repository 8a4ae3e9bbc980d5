// On the search page, what fits is shown while one types.
const hits = document.querySelector("[data-hits]");
let typing = 0;
hits?.previousElementSibling.addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const address = `${location.pathname}?q=${encodeURIComponent(target.value)}`;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    hits.replaceChildren(...page.querySelector("[data-hits]").childNodes);
    history.replaceState(null, "", address);
  }, 200);
});
