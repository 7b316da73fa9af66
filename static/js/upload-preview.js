// Lists the chosen files with a small picture, and warns early about one that is too big.
document.addEventListener("change", ({ target: input }) => {
  if (!input.matches("input[type=file][data-preview]")) return;
  const list = document.getElementById(input.dataset.preview);
  const limit = Number(input.dataset.maxMb) * 1024 * 1024;
  const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
  const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${number.format(bytes / 1024 / 1024)} MB`);

  // Drawn on a canvas, as the page's security policy allows no blob: addresses.
  const thumbnail = async (file, item) => {
    const canvas = document.createElement("canvas");
    canvas.className = "upload__picture";
    canvas.width = canvas.height = 96;
    try {
      const image = await createImageBitmap(file);
      const scale = Math.max(96 / image.width, 96 / image.height);
      const [width, height] = [image.width * scale, image.height * scale];
      canvas.getContext("2d").drawImage(image, (96 - width) / 2, (96 - height) / 2, width, height);
      image.close();
      item.prepend(canvas);
    } catch {
      // Not a picture this browser can draw: its name is enough, and the server looks at it properly.
    }
  };

  const describe = (file) => {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = `${file.name} (${size(file.size)})`;
    item.append(words);
    if (file.size > limit) {
      const warning = document.createElement("strong");
      warning.className = "upload__warning";
      warning.textContent = input.dataset.tooBig;
      item.append(warning);
    } else if (file.type.startsWith("image/")) {
      thumbnail(file, item);
    }
    return item;
  };

  list.replaceChildren(...Array.from(input.files, describe));
  list.hidden = input.files.length === 0;
});
