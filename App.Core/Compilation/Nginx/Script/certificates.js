// ---- certificates ----

// null without a certificate, '' for a bad one, else the one SPIFFE ID that it holds.
function readCertificate(v) {
    const result = v.ssl_client_verify;
    if (!result || result === 'NONE')
        return null;
    return result === 'SUCCESS' ? certificateReader()(derOf(v.ssl_client_raw_cert)) : '';
}

// Of a SPIFFE ID that was read: 'spiffe://' comes before it and the path after it.
function trustDomainOf(spiffeId) {
    return spiffeId.slice(9, spiffeId.indexOf('/', 9));
}

// How the SPIFFE ID of a certificate is read that nginx verified.
function certificateReader() {
    const SPIFFE_ID = /^[sS][pP][iI][fF][fF][eE]:\/\/([A-Za-z0-9._-]{1,255})((?:\/(?!\.\.?(?:\/|(?![\s\S])))[A-Za-z0-9._-]+)+)(?![\s\S])/;

    // An OBJECT IDENTIFIER of 2.5.29 with one more number below 128, which is added: nearly every extension has such a name.
    const ID_CE = 0x0603551d00;
    const KEY_USAGE = 15;
    const SUBJECT_ALTERNATIVE_NAME = 17;
    const BASIC_CONSTRAINTS = 19;
    const ABSENT = -1;

    // A policy names nobody of a trust domain without a bundle, and in no other spelling than this one.
    function spiffeIdOf(der) {
        const uri = nameOf(der);
        if (uri === null || uri.length > 2048)
            return '';
        if (POLICY.spiffeIds[uri] !== undefined)
            return uri;
        const parts = SPIFFE_ID.exec(uri);
        if (parts === null)
            return '';
        const trustDomain = parts[1].toLowerCase();
        const domain = POLICY.trustDomains[trustDomain];
        return domain && domain.hasBundle ? 'spiffe://' + trustDomain + parts[2] : '';
    }

    // The one URI that a leaf names; null where it is no leaf, names none or several, or any extension comes twice or is damaged.
    function nameOf(der) {
        const size = der.length;
        if (endOf(der, 0, size) !== size)
            return null;
        const body = contentOf(der, 0);
        const last = endOf(der, body, size);
        const list = extensionsOf(der, contentOf(der, body), last);
        return list === ABSENT ? null : nameIn(der, contentOf(der, list), last);
    }

    // The list of extensions, which ends where the certificate's body does; ABSENT where there is none.
    function extensionsOf(der, at, last) {
        let length = 0;
        while (der[at] !== 0xa3) {
            length = der[at + 1];
            at = length < 128 ? at + 2 + length : endOf(der, at, last);
            if (at >= last)
                return ABSENT;
        }
        length = der[at + 1];
        const list = length < 128 ? at + 2 : contentOf(der, at);
        if ((length < 128 ? list + length : endOf(der, at, last)) !== last)
            return ABSENT;
        length = der[list + 1];
        return (length < 128 ? list + 2 + length : endOf(der, list, last)) === last ? list : ABSENT;
    }

    function nameIn(der, at, last) {
        let names = ABSENT, usage = ABSENT, constraints = ABSENT, low = 0, high = 0, others = '';
        let length = 0, oid = 0, next = 0, octets = 0, value = 0, id = 0, bit = 0;
        while (at < last) {
            length = der[at + 1];
            oid = length < 128 ? at + 2 : contentOf(der, at);
            next = length < 128 ? oid + length : endOf(der, at, last);
            id = der.readUIntBE(oid, 5) - ID_CE;
            octets = id >= 0 && id < 128 ? oid + 5 : oid + 2 + der[oid + 1];
            value = der[octets] === 0x01 ? octets + 2 + der[octets + 1] : octets;
            length = der[value + 1];
            if (next > last || der[value] !== 0x04 || (length < 128 ? value + 2 + length : endOf(der, value, last)) !== next)
                return null;
            bit = 1 << (id & 31);
            if (id >= 0 && id < 32) {
                if ((low & bit) !== 0)
                    return null;
                low |= bit;
            } else if (id >= 32 && id < 64) {
                if ((high & bit) !== 0)
                    return null;
                high |= bit;
            } else {
                bit = ' ' + der.toString('hex', oid, octets) + ' ';
                if (der[oid] !== 0x06 || others.indexOf(bit) >= 0)
                    return null;
                others += bit;
            }
            if (id === SUBJECT_ALTERNATIVE_NAME)
                names = wholeContent(der, value, next, 0x30);
            else if (id === KEY_USAGE)
                usage = wholeContent(der, value, next, 0x03);
            else if (id === BASIC_CONSTRAINTS)
                constraints = wholeContent(der, value, next, 0x30);
            at = next;
        }
        return names !== ABSENT && isLeaf(der, constraints, usage, last) ? onlyUri(der, names, last) : null;
    }

    // The one element that fills an OCTET STRING, of the tag that it must have.
    function wholeContent(der, octets, end, tag) {
        const at = der[octets + 1] < 128 ? octets + 2 : contentOf(der, octets);
        const length = der[at + 1];
        if (der[at] !== tag || (length < 128 ? at + 2 + length : endOf(der, at, end)) !== end)
            throw new Error('certificate: extension');
        return at;
    }

    // A signing certificate is no workload's, whatever it says it is.
    function isLeaf(der, constraints, usage, limit) {
        if (usage === ABSENT || (constraints !== ABSENT && der[constraints + 1] !== 0 && isAuthority(der, constraints, limit)))
            return false;
        const first = contentOf(der, usage);
        const bits = der[first + 1];
        return endOf(der, usage, limit) >= first + 2 && (bits & 0x80) !== 0 && (bits & 0x06) === 0;
    }

    function isAuthority(der, constraints, limit) {
        const first = contentOf(der, constraints);
        return endOf(der, first, limit) > 0 && der[first] === 0x01 && der[contentOf(der, first)] !== 0;
    }

    function onlyUri(der, names, limit) {
        const end = endOf(der, names, limit);
        let uri = null, length = 0, next = 0;
        let at = contentOf(der, names);
        while (at < end) {
            length = der[at + 1];
            next = length < 128 ? at + 2 + length : endOf(der, at, end);
            if (der[at] === 0x86) {
                if (uri !== null || next > end)
                    return null;
                uri = der.toString('utf8', length < 128 ? at + 2 : contentOf(der, at), next);
            }
            at = next;
        }
        return at === end ? uri : null;
    }

    return spiffeIdOf;
}
