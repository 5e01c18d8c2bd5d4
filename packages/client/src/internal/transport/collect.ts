/** Puts the chunks of a body together. `add` returns false once they exceed `limit` bytes. */
export const collect = (limit: number) => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  return {
    add: (chunk: Uint8Array): boolean => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      return size <= limit
    },
    bytes: (): Uint8Array => {
      if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0]
      const body = new Uint8Array(size)
      let offset = 0
      for (const chunk of chunks) {
        body.set(chunk, offset)
        offset += chunk.length
      }
      return body
    }
  }
}
