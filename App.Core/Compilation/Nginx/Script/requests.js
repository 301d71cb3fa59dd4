// ---- requests ----

// Names by which a request could be executed as another than the one that was checked. Those that are known are removed when the
// request is forwarded; nginx cannot remove by prefix, so any other name under these prefixes refuses the request.
const PERILOUS_NAME = /^x-(?:access-|original-|rewrite-|forwarded-|http-method)/;

function enforce(r) {
    const v = r.variables;
    const service = POLICY.services[v.access_service];
    try {
        if (POLICY.constructor !== undefined)
            throw new Error('the policy inherits members');
        answer(r, v, service);
    } catch (e) {
        fail(r, service, e);
    }
}

function answer(r, v, service) {
    const headers = r.headersIn;
    if (!isAddressed(v))
        return refuse(r, v, service, 421, { reason: 'unknown_service' });
    if (isPerilous(headers) && !service.shadow)
        return refuse(r, v, service, 400, { reason: 'header_refused' });
    const token = readToken(v, service, headers);
    const certificate = readCertificate(v);
    if ((token !== null && token.defect === 'unverified') || (certificate && POLICY.provesAuthorities))
        answerWhenVerified(r, v, service, token, certificate);
    else
        conclude(r, v, service, token, certificate);
}

async function answerWhenVerified(r, v, service, token, certificate) {
    let isSigned = false, proven = certificate;
    try {
        if (token !== null && token.defect === 'unverified') {
            try {
                const key = token.key;
                // An ECDSA signature of another length makes verify() throw; no key has use for one.
                if (!key.signatureBytes || token.signature.length === key.signatureBytes) {
                    // The host's own, where it has one, keeps the keys that have to be imported here each time.
                    const told = v.access_verifier ? (await r.subrequest('access-verifier', { args: key.algorithm + ',' + key.spki + ',' + token.text })).status : 0;
                    if (told === 204 || told === 403) {
                        isSigned = told === 204;
                    } else {
                        const imported = await crypto.subtle.importKey('spki', Buffer.from(key.spki, 'base64'), key.parameters, false, ['verify']);
                        isSigned = await crypto.subtle.verify(key.parameters, imported, token.signature, token.text.slice(0, token.text.lastIndexOf('.')));
                    }
                }
            } catch (e) {
                isSigned = false;
            }
            settle(service, token, isSigned);
        }
        if (certificate && POLICY.provesAuthorities)
            proven = await authorityProof()(certificate, derOf(v.ssl_client_raw_cert));
        conclude(r, v, service, token, proven);
    } catch (e) {
        fail(r, service, e);
    }
}

// What becomes of a token once its signature was computed.
function settle(service, token, isSigned) {
    if (!isSigned) {
        token.defect = 'signature';
        return;
    }
    token.logged = loggedClaims(token.claims, token.isPlain);
    if (token.place !== null)
        signatureMemory().remember(token);
    token.defect = claimDefect(token.provider, service, token.claims, Date.now() / 1000);
}

// The names are few and most begin with another letter, so that they are compared as they came before anything else is asked of one.
function isPerilous(headers) {
    const names = Object.keys(headers);
    let name = '';
    for (let i = 0, count = names.length; i < count; i++) {
        name = names[i];
        if (name < 'X-' || (name > 'X.' && name < 'x-') || name > 'x.')
            continue;
        name = name.toLowerCase();
        if (!POLICY.removedHeaders[name] && PERILOUS_NAME.test(name))
            return true;
    }
    return false;
}

// The authority chooses the service, so all that name one must agree: request line, Host, and SNI under TLS.
function isAddressed(v) {
    function withoutDot(host) {
        return host.endsWith('.') ? host.slice(0, -1) : host;
    }

    const authority = v.host;
    const host = v.http_host;
    if (host !== authority && (host === undefined || withoutDot(host.toLowerCase().replace(/:[0-9]*(?![\s\S])/, '')) !== authority))
        return false;
    if (!v.https)
        return true;
    const name = v.ssl_server_name || '';
    return name === authority || withoutDot(name.toLowerCase()) === authority;
}

export default { enforce: enforce, limited: limited, unknownHost: unknownHost };
