/** What an image file is, by its bytes. */

export interface ImageFile {
  readonly mediaType: "image/png" | "image/jpeg"
  /** Pixels. */
  readonly height: number
}

const pngSignature = Buffer.from("89504e470d0a1a0a", "hex")

const pngHeight = (bytes: Buffer): number | undefined =>
  bytes.length >= 24 && bytes.subarray(0, 8).equals(pngSignature) && bytes.toString("latin1", 12, 16) === "IHDR"
    ? bytes.readUInt32BE(20)
    : undefined

/** Frame headers, which hold the size: C0 to CF without the tables among them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const jpegHeight = (bytes: Buffer): number | undefined => {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0
    if (isFrame(marker)) return bytes.readUInt16BE(at + 5)
    // A marker may be filled up with bytes of FF.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

/** Undefined for what is neither PNG nor JPEG. */
export const imageFile = (bytes: Buffer): ImageFile | undefined => {
  const png = pngHeight(bytes)
  if (png !== undefined) return { mediaType: "image/png", height: png }
  const jpeg = jpegHeight(bytes)
  return jpeg === undefined ? undefined : { mediaType: "image/jpeg", height: jpeg }
}
