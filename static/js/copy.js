// Copies the words of another element, and says so on the button itself.
document.querySelectorAll("button[data-copy]").forEach((button) => {
  const source = document.getElementById(button.dataset.copy);
  // A page that is not on https has no clipboard: then there is no button either.
  if (!source || !navigator.clipboard) return;
  const words = button.querySelector("[role=status]");
  const before = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 4000);
  });
});
