// Without an account: pages are asked for from here, so that the browser keeps none of what was sent beside its history.
// “Back”, by button or by gesture, presses the page's own: what was typed goes with it.
{
  const offline = document.currentScript.dataset.offline;
  const main = () => document.getElementById("main");
  const step = () => main().querySelector("[name=at]")?.value;
  const back = () => main().querySelector("button[name=back]");
  let depth = 0;
  let busy = false;
  history.replaceState({ depth }, "", location.href);

  const send = async (button) => {
    const body = new FormData(button.form);
    if (button.name) body.append(button.name, button.value);
    busy = true;
    try {
      const answer = await fetch(button.form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      main().replaceChildren(...page.getElementById("main").childNodes);
      scrollTo(0, 0);
      main().focus({ preventScroll: true });
      main().querySelector("[autofocus]")?.focus();
    } catch {
      const said = Object.assign(document.createElement("p"), { className: "field__error", textContent: offline });
      said.setAttribute("role", "alert");
      button.before(said);
    } finally {
      busy = false;
    }
  };

  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || new URL(event.target.action).pathname !== location.pathname) return;
    event.preventDefault();
    if (busy) return;
    if (button.name === "back" && depth) { history.back(); return; }
    const before = step();
    await send(button);
    if (step() === before) history.replaceState({ depth }, "", location.href);
    else history.pushState({ depth: ++depth }, "", location.href);
  });

  window.addEventListener("popstate", async (event) => {
    const wanted = event.state?.depth ?? 0;
    if (wanted > depth) history.go(depth - wanted);
    while (depth > wanted) {
      depth -= 1;
      if (back()) await send(back());
    }
  });
}
