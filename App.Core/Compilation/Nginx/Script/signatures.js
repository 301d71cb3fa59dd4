// ---- signatures ----
//
// Of a signature that was found good once it is remembered that it is, where the host names a directory: nothing else of a token is, so
// that its claims are judged at each request. What is remembered is a digest of the key and the token: it says nothing of any other key.

import fs from 'fs';
import digests from 'crypto';

// Room for 16^3 remembered signatures.
const SLOT_DIGITS = 3;

// A digest and the one file that may hold it; a fixed number of files bounds the directory. null where there is no directory, or any other
// account could have written there.
function memoryOf(token, directory) {
    try {
        if (!directory || (fs.statSync(directory).mode & 0o077) !== 0)
            return null;
        // Not by crypto.subtle, whose promises cost more than the digest.
        const digest = digests.createHash('sha256').update(token.key.thumbprint + '.' + token.text).digest('hex');
        return { digest: digest, file: directory + '/' + digest.slice(0, SLOT_DIGITS) };
    } catch (e) {
        return null;
    }
}

function isRemembered(memory) {
    try {
        return fs.readFileSync(memory.file, 'utf8') === memory.digest;
    } catch (e) {
        return false;
    }
}

// Two writers at once leave the one digest or the other: what is read is compared in full.
function remember(memory) {
    try {
        fs.writeFileSync(memory.file, memory.digest, { mode: 0o600 });
    } catch (e) {
        // Verified again the next time.
    }
}

async function hasSignature(token) {
    const key = token.key;
    // An ECDSA signature of another length makes verify() throw; no key has use for one.
    if (key.signatureBytes && token.signature.length !== key.signatureBytes)
        return false;
    try {
        const imported = await crypto.subtle.importKey('spki', Buffer.from(key.spki, 'base64'), key.parameters, false, ['verify']);
        const isValid = await crypto.subtle.verify(key.parameters, imported, token.signature, token.parts[0] + '.' + token.parts[1]);
        return isValid;
    } catch (e) {
        return false;
    }
}
