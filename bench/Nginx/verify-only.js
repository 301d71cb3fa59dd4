// Decides nothing: computes the signature of a token, where there is one, and lets everything pass. What `bench nginx` measures of it no
// script can do without: njs alone with a certificate, and the cryptography with a token that is verified each time.
async function enforce(r) {
    const authorization = r.headersIn.Authorization;
    if (authorization === undefined)
        return r.internalRedirect('@access_forward');
    const cut = authorization.lastIndexOf('.');
    const signature = Buffer.from(authorization.slice(cut + 1), 'base64url');
    const key = access_policy.issuers['https://agent.ci.example'].keys[signature.length === 64 ? 'ec-1' : 'rsa-1'];
    const imported = await crypto.subtle.importKey('spki', Buffer.from(key.spki, 'base64'), key.parameters, false, ['verify']);
    const isValid = await crypto.subtle.verify(key.parameters, imported, signature, authorization.slice(7, cut));
    if (isValid)
        r.internalRedirect('@access_forward');
    else
        r.return(403);
}

function limited(r) {
    r.return(429);
}

function unknownHost(r) {
    r.return(421);
}

export default { enforce: enforce, limited: limited, unknownHost: unknownHost };
