/** What the API requires of an image, checked before two megabytes are sent. */

/** [U] Vipps says 2 MB. The larger reading: the server refuses what is above its own. */
const mostBytes = 2 * 1024 * 1024

const leastHeight = 167

const startsWith = (bytes: Uint8Array, start: ReadonlyArray<number>): boolean =>
  start.every((byte, i) => bytes[i] === byte)

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const jpeg = [0xff, 0xd8, 0xff]

const numberAt = (bytes: Uint8Array, at: number, length: number): number => {
  let value = 0
  for (let i = at; i < at + length; i++) value = value * 256 + (bytes[i] ?? Number.NaN)
  return value
}

/** Frames are C0 to CF, except three markers that say something else. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** The height of the frame, which stands behind segments of any length. */
const jpegHeight = (bytes: Uint8Array): number => {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number
    // A fill byte before a marker.
    if (marker === 0xff) at++
    // Markers without a segment.
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (isFrame(marker)) return numberAt(bytes, at + 5, 2)
    else at += 2 + Math.max(2, numberAt(bytes, at + 2, 2))
  }
  return Number.NaN
}

/** In pixels; undefined for what is neither PNG nor JPEG, and NaN where the height is missing. */
const heightOf = (bytes: Uint8Array): number | undefined => {
  // The first chunk of a PNG is IHDR: width, then height.
  if (startsWith(bytes, png)) return numberAt(bytes, 20, 4)
  return startsWith(bytes, jpeg) ? jpegHeight(bytes) : undefined
}

/** What is wrong with an image, or nothing. */
export const imageIssue = (image: unknown): string | undefined => {
  if (!(image instanceof Uint8Array)) return "must be a Uint8Array with the bytes of a PNG or JPEG file"
  const height = heightOf(image)
  if (height === undefined) return "must be a PNG or JPEG file"
  if (image.length > mostBytes) return `must be at most 2 MB; it has ${image.length} bytes`
  if (Number.isNaN(height)) return "must be a whole PNG or JPEG file: its height cannot be read"
  return height < leastHeight ? `must be at least ${leastHeight} pixels high; it has ${height}` : undefined
}
