// Lets the button of a form say for how many it is, once some are unticked.
document.querySelectorAll("[data-count-ticks]").forEach((group) => {
  const button = group.closest("form").querySelector("button[type=submit]");
  const everybody = button.textContent;

  group.addEventListener("change", () => {
    const boxes = Array.from(group.querySelectorAll("input[type=checkbox]"));
    const ticked = boxes.filter((box) => box.checked).length;
    button.textContent = ticked === boxes.length ? everybody : group.dataset.countTicks.replace("{count}", ticked);
  });
});
