// ---- certificates ----

const SPIFFE_ID = /^[sS][pP][iI][fF][fF][eE]:\/\/([A-Za-z0-9._-]{1,255})((?:\/(?!\.\.?(?:\/|(?![\s\S])))[A-Za-z0-9._-]+)+)(?![\s\S])/;

// What stands before the base64 of a certificate, and how long its lines are: OpenSSL wrote it for nginx.
const PEM_HEADER = 28;
const PEM_LINE = 64;
const PEM_FOOTER = 27;

// null without a certificate, { id: null } for a bad one, else the one SPIFFE ID that it holds.
function readCertificate(v) {
    const result = v.ssl_client_verify;
    if (!result || result === 'NONE')
        return null;
    return result === 'SUCCESS' ? certificateOf(derOf(v.ssl_client_raw_cert)) : { id: null };
}

// The decoder stops at an end of line, so that whatever is not laid out like this is too short to be a certificate.
function derOf(pem) {
    const end = pem.length - PEM_FOOTER;
    let text = '';
    for (let at = PEM_HEADER; at < end; at += PEM_LINE + 1)
        text += pem.slice(at, at + PEM_LINE < end ? at + PEM_LINE : end);
    return Buffer.from(text, 'base64');
}

// The preceding hop's certificate is transport: its caller is the token that it forwards.
function withoutGateway(service, certificate) {
    return certificate !== null && certificate.id !== null && certificate.id === service.gateway ? null : certificate;
}

function certificateOf(der) {
    const uri = nameOf(der);
    const parts = uri === null || uri.length > 2048 ? null : SPIFFE_ID.exec(uri);
    if (parts === null)
        return { id: null };
    const trustDomain = parts[1].toLowerCase();
    const domain = POLICY.trustDomains[trustDomain];
    if (!domain || !domain.hasBundle)
        return { id: null };
    return {
        id: 'spiffe://' + trustDomain + parts[2], trustDomain: trustDomain, path: parts[2],
        proof: domain.authorities ? { der: der, authorities: domain.authorities } : null,
    };
}
