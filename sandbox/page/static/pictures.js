// Pictures as a phone sends them: no longer than 1280 on their longest side, as JPEG. And a sample one to send.

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

/** A marriage contract of nobody's, for whoever has no picture at hand. */
export async function samplePaper(title, name) {
  await document.fonts.ready;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [900, 1200];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fbf6ea";
  pen.fillRect(0, 0, 900, 1200);
  pen.strokeStyle = "#0f766e";
  pen.lineWidth = 6;
  pen.strokeRect(40, 40, 820, 1120);
  pen.lineWidth = 2;
  pen.strokeRect(56, 56, 788, 1088);
  pen.fillStyle = "#143b37";
  pen.direction = "rtl";
  pen.textAlign = "center";
  pen.font = "800 64px Vazirmatn";
  pen.fillText(title, 450, 190);
  pen.font = "500 34px Vazirmatn";
  pen.fillText("نمونهٔ ساختگی، بدون اعتبار", 450, 260);
  pen.textAlign = "right";
  pen.font = "500 40px Vazirmatn";
  pen.fillText(`به نام: ${name}`, 790, 390);
  pen.fillStyle = "#c9bfa8";
  for (let line = 0; line < 9; line += 1) pen.fillRect(110 + (line % 3) * 60, 460 + line * 62, 680 - (line % 3) * 60, 10);
  pen.strokeStyle = "#b4451f";
  pen.lineWidth = 7;
  pen.beginPath();
  pen.arc(240, 1030, 78, 0, 2 * Math.PI);
  pen.stroke();
  return jpeg(canvas);
}
