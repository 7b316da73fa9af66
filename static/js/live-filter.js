// Narrows a table's rows while one types. Every word typed must be somewhere in the row.
document.querySelectorAll("[data-live-filter]").forEach((bar) => {
  const table = document.getElementById(bar.dataset.liveFilter);
  if (!table) return;
  const rows = Array.from(table.tBodies[0].rows);
  const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const texts = rows.map((row) => plain(row.textContent));
  const status = bar.querySelector("[role=status]");

  bar.hidden = false;
  bar.querySelector("input").addEventListener("input", (event) => {
    const words = plain(event.target.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      if (!row.hidden) shown += 1;
    });
    status.textContent = bar.dataset.count.replace("{shown}", shown).replace("{all}", rows.length);
  });
});
