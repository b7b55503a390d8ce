"""What a telephone makes of a paper: on a desk, a little askew, in the light there is, and with where it was taken."""

from __future__ import annotations

import io
from functools import cache

import pillow_heif
from PIL import ExifTags, Image, ImageChops, ImageEnhance, ImageFilter

TAKEN_AT = (35.0, 41.0, 22.92)  # degrees, minutes, seconds
GPS: dict[int, object] = {
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: TAKEN_AT,
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (51.0, 25.0, 12.0),
}
CAMERA = "Sample phone"
TURNED = {1: None, 6: Image.Transpose.ROTATE_90, 3: Image.Transpose.ROTATE_180, 8: Image.Transpose.ROTATE_270}


def photographed(
    paper: Image.Image, *, longest: int = 2600, tilt: float = 2.5, light: float = 1.0, blur: float = 0.0
) -> Image.Image:
    """A photograph of it. `light` of a bright room is 1; `blur` in thousandths of the longest side."""
    turned = paper.convert("RGBA").rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
    width, height = int(turned.width * 1.12), int(turned.height * 1.12)
    desk = Image.new("RGB", (width, height), (92, 70, 52))
    desk.paste(turned, ((width - turned.width) // 2, (height - turned.height) // 2), turned)
    scale = longest / max(desk.size)
    photo = desk.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
    if blur:
        photo = photo.filter(ImageFilter.GaussianBlur(blur * longest / 1000))
    photo = ImageChops.multiply(photo, _lamp(photo.size))
    photo = ImageEnhance.Brightness(photo).enhance(light)
    return Image.blend(photo, ImageChops.add(photo, _grain(photo.size), 1, -128), 0.35)


def jpeg(photo: Image.Image, *, orientation: int = 1, quality: int = 88) -> bytes:
    """As a telephone writes it: held as `orientation` (1, 3, 6, 8 of EXIF) says, with camera and place."""
    turn = TURNED[orientation]
    held = photo.transpose(turn) if turn is not None else photo
    return _saved(held, "JPEG", quality=quality, exif=_exif(orientation), comment=b"taken at home")


def png(photo: Image.Image) -> bytes:
    """The same without loss."""
    return _saved(photo, "PNG", compress_level=1)


def webp(photo: Image.Image) -> bytes:
    """As messengers write it."""
    return _saved(photo, "WEBP", quality=85, method=0, exif=_exif(1))


def heic(photo: Image.Image) -> bytes:
    """As an iPhone writes it."""
    written = io.BytesIO()
    pillow_heif.from_pillow(photo).save(
        written, quality=60, exif=_exif(1).tobytes(), enc_params={"preset": "ultrafast"}
    )
    return written.getvalue()


def pdf(*pages: Image.Image) -> bytes:
    """As a scanner writes it, a picture a page."""
    return _saved(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=200.0)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = CAMERA
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    return exif


def _saved(photo: Image.Image, kind: str, **how: object) -> bytes:
    written = io.BytesIO()
    photo.save(written, kind, **how)
    return written.getvalue()


def _lamp(size: tuple[int, int]) -> Image.Image:
    """Brighter in the middle than in the corners."""
    glow = Image.radial_gradient("L").point([255 - level * 75 // 255 for level in range(256)]).resize(size)
    return Image.merge("RGB", (glow, glow, glow.point([max(0, level - 8) for level in range(256)])))


@cache
def _grain(size: tuple[int, int]) -> Image.Image:
    grain = Image.effect_noise(size, 14)
    return Image.merge("RGB", (grain, grain, grain))
