// ---- signatures ----
//
// Of a signature that was found good once it is remembered that it is, where the host names a directory, together with what it signs, so that
// whoever shows the same again is believed without its being computed. Its claims are judged at each request. A signature itself is not kept,
// but a digest, so that what is read there is no token; the key's thumbprint has it say nothing of any other key.

import fs from 'fs';
import digests from 'crypto';

function signatureMemory() {
    // Room for 16^3 remembered signatures.
    const SLOT_DIGITS = 3;
    const DIGEST_DIGITS = 64;

    // What stands before the last dot of a token, the digest of what stands behind it, and the one file that may hold both; a fixed number of files
    // bounds the directory. null where there is no directory, or any other account could have written there.
    function placeOf(text, directory) {
        try {
            if (!directory || (fs.statSync(directory).mode & 0o077) !== 0)
                return null;
            const dot = text.lastIndexOf('.');
            // Not by crypto.subtle, whose promises cost more than the digest.
            const digest = digests.createHash('sha256').update(text.slice(dot + 1)).digest('hex');
            return { signed: text.slice(0, dot), digest: digest, file: directory + '/' + digest.slice(0, SLOT_DIGITS) };
        } catch (e) {
            return null;
        }
    }

    // A token that is remembered, under a key that its issuer still has; null for any other. It was read as strictly as any when it came first.
    function recall(v, service, header, place) {
        const known = place.digest + place.signed + '\n';
        const content = contentOfFile(v, place.file);
        if (!content.startsWith(known) || !content.endsWith(place.digest))
            return null;
        const at = known.length;
        const payload = Buffer.from(place.signed.slice(place.signed.indexOf('.') + 1), 'base64url');
        const claims = Object.setPrototypeOf(JSON.parse(textOf(v, payload)), null);
        const provider = POLICY.issuers[claims.iss];
        if (!provider || provider.header !== header || !provider.thumbprints[content.slice(at, at + DIGEST_DIGITS)])
            return null;
        return {
            defect: claimDefect(provider, service, claims, Date.now() / 1000), provider: provider, claims: claims, logged: content.slice(at + DIGEST_DIGITS, -DIGEST_DIGITS),
        };
    }

    function contentOfFile(v, file) {
        try {
            return textOf(v, fs.readFileSync(file));
        } catch (e) {
            return '';
        }
    }

    // Two writers at once may leave some of both, and a reader see half: what is believed begins and ends with the same digest.
    function remember(token) {
        const place = token.place;
        try {
            fs.writeFileSync(place.file, place.digest + place.signed + '\n' + token.key.thumbprint + token.logged + place.digest, { mode: 0o600 });
        } catch (e) {
            // Verified again the next time.
        }
    }

    return { placeOf: placeOf, recall: recall, remember: remember };
}
