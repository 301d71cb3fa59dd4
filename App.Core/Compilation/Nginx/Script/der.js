// ---- the bytes of a certificate ----
//
// A DER element is named by the place of its tag: numbers cost less than objects here, and calls more than anything, so that short lengths,
// nearly all, are read in place. Elements are reached by their lengths alone, since what looks like an extension inside of another field is a
// text that somebody chose.

// What stands before the base64 of a certificate, and how long its lines are: OpenSSL wrote it for nginx.
const PEM_HEADER = 28;
const PEM_LINE = 64;
const PEM_FOOTER = 27;

// Where the content of the element begins.
function contentOf(der, at) {
    const length = der[at + 1];
    return length < 128 ? at + 2 : at + length - 126;
}

// Where the element ends, which is not behind the limit.
function endOf(der, at, limit) {
    const length = der[at + 1];
    let end = at + 2 + length;
    if (length === 0x82) {
        end = at + 4 + (der[at + 2] << 8 | der[at + 3]);
    } else if (length > 127) {
        if (length === 0x80 || length > 0x84)
            throw new Error('certificate: length');
        end = at + length - 126 + der.readUIntBE(at + 2, length - 128);
    }
    if (!(end <= limit))
        throw new Error('certificate: end');
    return end;
}

// The decoder stops at an end of line, so that whatever is not laid out like this is too short to be a certificate.
function derOf(pem) {
    const end = pem.length - PEM_FOOTER;
    let text = '', at = PEM_HEADER;
    for (let next = at + PEM_LINE; next < end; next += PEM_LINE + 1) {
        text += pem.slice(at, next);
        at = next + 1;
    }
    return Buffer.from(text + pem.slice(at, end), 'base64');
}
