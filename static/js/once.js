// A second press of a button that is already sending does nothing. The server refuses repeats too: this only spares the person.
{
  const buttons = () => document.querySelectorAll("button[data-once]");

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    // What was refused was sent: asked for anew on “Back”, or the browser shows an error of its own in its place.
    if (document.querySelector(".error-summary")) history.replaceState(null, "", location.href);
    const button = event.target.querySelector("button[data-once]");
    if (!button) return;
    // After the browser has collected the form, or the button's own value would be left out.
    setTimeout(() => { button.disabled = true; }, 0);
    // A download leaves the page in place, and a lost connection must not leave a dead button.
    setTimeout(() => { button.disabled = false; }, 10000);
  });

  // "Back" brings the page from the browser's memory as it was left: with the button off.
  window.addEventListener("pageshow", () => buttons().forEach((button) => { button.disabled = false; }));
}
