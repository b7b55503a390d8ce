// Pictures as a phone sends them: no longer than 1280 on their longest side, as JPEG.

const LONGEST = 1280;

const jpeg = (canvas) => new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));

export async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return jpeg(canvas);
}
