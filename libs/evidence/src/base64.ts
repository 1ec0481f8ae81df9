/** Standard base64 (RFC 4648 §4), padded, in the one way in which those bytes are written. */
export const isBase64 = (text: string): boolean => text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
