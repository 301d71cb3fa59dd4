// ---- authorities ----

// nginx verifies against all trust bundles at once. Where there are several, the certificate must besides be signed by an authority of
// its own trust domain itself, since nginx does not show the certificates between.
function authorityProof() {
    async function prove(spiffeId, der) {
        const authorities = POLICY.trustDomains[trustDomainOf(spiffeId)].authorities;
        const signed = signatureOf(der);
        for (let i = 0; i < authorities.length; i++) {
            if (authorities[i].subject !== signed.issuer)
                continue;
            const isSigned = await isSignedBy(authorities[i], signed);
            if (isSigned)
                return spiffeId;
        }
        return '';
    }

    async function isSignedBy(authority, signed) {
        // By the hex of the algorithm's OID: ECDSA and RSA, each with SHA-256, 384 and 512. No member that is inherited is called by hex digits alone.
        const hashes = {
            '2a8648ce3d040302': 'SHA-256', '2a8648ce3d040303': 'SHA-384', '2a8648ce3d040304': 'SHA-512',
            '2a864886f70d01010b': 'SHA-256', '2a864886f70d01010c': 'SHA-384', '2a864886f70d01010d': 'SHA-512',
        };
        const hash = hashes[signed.algorithm];
        const isEcdsa = signed.algorithm.startsWith('2a8648ce3d0403');
        if (!hash || isEcdsa !== (authority.curve !== undefined))
            return false;
        try {
            const parameters = isEcdsa ? { name: 'ECDSA', namedCurve: authority.curve, hash: hash } : { name: 'RSASSA-PKCS1-v1_5', hash: hash };
            const signature = isEcdsa ? plainSignature(signed.signature, authority.curve) : signed.signature;
            const spki = Buffer.from(authority.spki, 'base64');
            const key = await crypto.subtle.importKey('spki', spki, parameters, false, ['verify']);
            const isValid = await crypto.subtle.verify(parameters, key, signature, signed.body);
            return isValid;
        } catch (e) {
            return false;
        }
    }

    // The DER of r and s as the two numbers of fixed length that Web Cryptography reads.
    function plainSignature(der, curve) {
        const digits = curve === 'P-256' ? 64 : curve === 'P-384' ? 96 : 132;
        const size = der.length;
        const r = contentOf(der, 0);
        const s = endOf(der, r, size);
        const numbers = [r, s].map((at) => der.slice(contentOf(der, at), endOf(der, at, size)).toString('hex').replace(/^(?:00)+/, ''));
        if (numbers[0].length > digits || numbers[1].length > digits)
            throw new Error('certificate: signature');
        return Buffer.from(numbers[0].padStart(digits, '0') + numbers[1].padStart(digits, '0'), 'hex');
    }

    function signatureOf(der) {
        const size = der.length;
        const start = contentOf(der, 0);
        const end = endOf(der, start, size);
        const name = contentOf(der, end);
        const bits = endOf(der, end, size);
        // version (explicit, so optional), serial number, signature algorithm, issuer
        let field = contentOf(der, start);
        for (let i = der[field] === 0xa0 ? 0 : 1; i < 3; i++)
            field = endOf(der, field, end);
        return {
            body: der.slice(start, end),
            algorithm: der.slice(contentOf(der, name), endOf(der, name, bits)).toString('hex'),
            signature: der.slice(contentOf(der, bits) + 1, endOf(der, bits, size)),
            issuer: der.slice(contentOf(der, field), endOf(der, field, end)).toString('base64'),
        };
    }

    return prove;
}
