// Looking closely: larger, smaller and turned, by button or key. Without this the pictures are there all the same.
"use strict";

const STEP = 1.25, SMALLEST = 0.1, LARGEST = 6;
// A Persian keyboard has other letters where the brackets and the digit are.
const KEYS = {
  "+": "larger", "=": "larger", "-": "smaller", "]": "right", "چ": "right", "[": "left", "ج": "left", "0": "fit", "۰": "fit",
};

document.documentElement.classList.add("js");

class View {
  constructor(figure) {
    this.frame = figure.querySelector(".frame");
    this.stage = figure.querySelector("a");
    this.image = figure.querySelector("img");
    this.turns = 0;
    this.scale = 0; // as wide as there is room
    for (const button of figure.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.do(button.dataset.do));
    }
    this.frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
      event.preventDefault();
      this.do(KEYS[event.key]);
    });
    this.stage.addEventListener("click", (event) => event.preventDefault());
    this.stage.tabIndex = -1; // the frame is the stop
    if (this.image.complete) this.draw();
    this.image.addEventListener("load", () => this.draw());
    addEventListener("resize", () => this.draw());
  }

  do(what) {
    if (what === "larger") this.scale = Math.min(LARGEST, this.shown() * STEP);
    if (what === "smaller") this.scale = Math.max(SMALLEST, this.shown() / STEP);
    if (what === "right") this.turns = (this.turns + 1) % 4;
    if (what === "left") this.turns = (this.turns + 3) % 4;
    if (what === "fit") this.scale = 0;
    this.draw();
  }

  lies() {
    return this.turns % 2 === 1;
  }

  shown() {
    const { naturalWidth, naturalHeight } = this.image;
    return this.scale || Math.min(1, this.frame.clientWidth / (this.lies() ? naturalHeight : naturalWidth));
  }

  draw() {
    const { naturalWidth, naturalHeight } = this.image;
    if (!naturalWidth) return;
    const scale = this.shown();
    const width = naturalWidth * scale, height = naturalHeight * scale;
    const whole = !this.scale; // begins at its top
    const middle = [
      (this.frame.scrollLeft + this.frame.clientWidth / 2) / (this.stage.offsetWidth || 1),
      (this.frame.scrollTop + this.frame.clientHeight / 2) / (this.stage.offsetHeight || 1),
    ];
    this.stage.style.width = `${this.lies() ? height : width}px`;
    this.stage.style.height = `${this.lies() ? width : height}px`;
    this.image.style.width = `${width}px`;
    this.image.style.height = `${height}px`;
    this.image.style.transform = `translate(-50%, -50%) rotate(${this.turns * 90}deg)`;
    this.frame.scrollLeft = whole ? 0 : middle[0] * this.stage.offsetWidth - this.frame.clientWidth / 2;
    this.frame.scrollTop = whole ? 0 : middle[1] * this.stage.offsetHeight - this.frame.clientHeight / 2;
    this.frame.dataset.turns = this.turns;
    this.frame.dataset.scale = scale.toFixed(3);
  }
}

for (const figure of document.querySelectorAll("[data-view]")) new View(figure);
