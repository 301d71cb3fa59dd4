// ---- the bytes of a certificate ----
//
// A DER element is named by the place of its tag: numbers cost less than objects here, and calls more than anything, so that short lengths,
// nearly all, are read in place. Elements are reached by their lengths alone, since what looks like an extension inside of another field is a
// text that somebody chose.

// Extensions by the three bytes of their OID: 2.5.29.19, .15 and .17.
const BASIC_CONSTRAINTS = 0x551d13;
const KEY_USAGE = 0x551d0f;
const SUBJECT_ALTERNATIVE_NAME = 0x551d11;
const ABSENT = -1;

// Where the content of the element begins.
function contentOf(der, at) {
    const length = der[at + 1];
    return length < 128 ? at + 2 : at + length - 126;
}

// Where the element ends.
function endOf(der, at) {
    const length = der[at + 1];
    let end = at + 2 + length;
    if (length === 0x82) {
        end = at + 4 + (der[at + 2] << 8 | der[at + 3]);
    } else if (length > 127) {
        if (length === 0x80 || length > 0x84)
            throw new Error('certificate: length');
        end = at + length - 126 + der.readUIntBE(at + 2, length - 128);
    }
    if (!(end <= der.length))
        throw new Error('certificate: end');
    return end;
}

// The list of extensions, which ends where the certificate's body does; ABSENT where there is none.
function extensionsOf(der) {
    if (endOf(der, 0) !== der.length)
        return ABSENT;
    const body = contentOf(der, 0);
    const end = endOf(der, body);
    let at = contentOf(der, body);
    let length = 0;
    while (der[at] !== 0xa3) {
        length = der[at + 1];
        at = length < 128 ? at + 2 + length : endOf(der, at);
        if (at >= end)
            return ABSENT;
    }
    const list = contentOf(der, at);
    return endOf(der, at) === end && endOf(der, list) === end ? list : ABSENT;
}

// The one URI that a leaf names; null where it is no leaf, names none or several, or any extension comes twice or is damaged.
function nameOf(der) {
    const list = extensionsOf(der);
    if (list === ABSENT)
        return null;
    const last = endOf(der, list);
    const seen = [];
    let count = 0, constraints = ABSENT, usage = ABSENT, names = ABSENT;
    let length = 0, oid = 0, next = 0, octets = 0, value = 0, name = 0;
    let at = contentOf(der, list);
    while (at < last) {
        length = der[at + 1];
        oid = length < 128 ? at + 2 : contentOf(der, at);
        next = length < 128 ? oid + length : endOf(der, at);
        length = der[oid + 1];
        octets = oid + 2 + length;
        value = der[octets] === 0x01 ? octets + 2 + der[octets + 1] : octets;
        if (next > last || der[oid] !== 0x06 || der[value] !== 0x04)
            return null;
        name = length === 3 ? der[oid + 2] << 16 | der[oid + 3] << 8 | der[oid + 4] : der.toString('hex', oid + 2, octets);
        length = der[value + 1];
        if ((length < 128 ? value + 2 + length : endOf(der, value)) !== next || seen.indexOf(name) >= 0)
            return null;
        seen[count++] = name;
        if (name === BASIC_CONSTRAINTS)
            constraints = wholeContent(der, value, next, 0x30);
        else if (name === KEY_USAGE)
            usage = wholeContent(der, value, next, 0x03);
        else if (name === SUBJECT_ALTERNATIVE_NAME)
            names = wholeContent(der, value, next, 0x30);
        at = next;
    }
    return names !== ABSENT && isLeaf(der, constraints, usage) ? onlyUri(der, names) : null;
}

// The one element that fills an OCTET STRING, of the tag that it must have.
function wholeContent(der, octets, end, tag) {
    const at = der[octets + 1] < 128 ? octets + 2 : contentOf(der, octets);
    const length = der[at + 1];
    if (der[at] !== tag || (length < 128 ? at + 2 + length : endOf(der, at)) !== end)
        throw new Error('certificate: extension');
    return at;
}

// A signing certificate is no workload's, whatever it says it is.
function isLeaf(der, constraints, usage) {
    if (usage === ABSENT || (constraints !== ABSENT && der[constraints + 1] !== 0 && isAuthority(der, constraints)))
        return false;
    const first = contentOf(der, usage);
    const bits = der[first + 1];
    return endOf(der, usage) >= first + 2 && (bits & 0x80) !== 0 && (bits & 0x06) === 0;
}

function isAuthority(der, constraints) {
    const first = contentOf(der, constraints);
    return endOf(der, first) > 0 && der[first] === 0x01 && der[contentOf(der, first)] !== 0;
}

function onlyUri(der, names) {
    const end = endOf(der, names);
    let uri = null, length = 0, next = 0;
    let at = contentOf(der, names);
    while (at < end) {
        length = der[at + 1];
        next = length < 128 ? at + 2 + length : endOf(der, at);
        if (der[at] === 0x86) {
            if (uri !== null || next > end)
                return null;
            uri = der.toString('utf8', length < 128 ? at + 2 : contentOf(der, at), next);
        }
        at = next;
    }
    return at === end ? uri : null;
}
