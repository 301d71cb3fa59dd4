// ---- requests ----

// Names by which a request could be executed as another than the one that was checked. Those that are known are removed when the
// request is forwarded; nginx cannot remove by prefix, so any other name under these prefixes refuses the request.
const PERILOUS_NAME = /^x-(?:access-|original-|rewrite-|forwarded-|http-method)/;

function enforce(r) {
    const service = POLICY.services[r.variables.access_service];
    try {
        if (POLICY.constructor !== undefined)
            throw new Error('the policy inherits members');
        return answer(r, service, Date.now());
    } catch (e) {
        fail(r, service, e);
    }
}

function answer(r, service, now) {
    const v = r.variables;
    const asked = { request: r, variables: v, service: service, path: note(v), now: now, tokens: [] };
    const trouble = readHeaders(asked);
    if (trouble !== null && !(service.shadow && trouble.status === 400))
        return refuse(asked, trouble.status, trouble);
    const token = asked.tokens.length === 0 ? null : readToken(asked);
    const certificate = readCertificate(v);
    if ((token !== null && token.defect === 'unverified') || (certificate !== null && certificate.proof))
        return answerWhenVerified(asked, token, certificate);
    conclude(asked, token, certificate);
}

async function answerWhenVerified(asked, token, certificate) {
    try {
        let proven = certificate;
        if (token !== null && token.defect === 'unverified') {
            const isSigned = await hasSignature(token);
            settle(asked, token, isSigned);
        }
        if (certificate !== null && certificate.proof)
            proven = await prove(certificate);
        conclude(asked, token, proven);
    } catch (e) {
        fail(asked.request, asked.service, e);
    }
}

// One pass over the headers: which are tokens, what the connection asks for, and whether any refuses the request.
function readHeaders(asked) {
    const raw = asked.request.rawHeadersIn;
    const tokenHeaders = POLICY.tokenHeaders;
    const removedHeaders = POLICY.removedHeaders;
    const count = raw.length;
    let host = null, isPerilous = false, name = '';
    for (let i = 0; i < count; i++) {
        name = raw[i][0].toLowerCase();
        if (name === 'host')
            host = raw[i][1];
        else if (tokenHeaders[name])
            asked.tokens.push({ header: name, value: raw[i][1] });
        else if (name === 'upgrade')
            upgrade(asked, raw[i][1]);
        else if (name > 'x-' && name < 'x.' && !removedHeaders[name] && PERILOUS_NAME.test(name))
            isPerilous = true;
    }
    if (!isAddressed(asked.variables, host))
        return { status: 421, reason: 'unknown_service' };
    return isPerilous ? { status: 400, reason: 'header_refused' } : null;
}

// The authority chooses the service, so all that name one must agree: request line, Host, and SNI under TLS.
function isAddressed(v, host) {
    const authority = v.host;
    if (host !== authority && (host === null || withoutDot(host.toLowerCase().replace(/:[0-9]*(?![\s\S])/, '')) !== authority))
        return false;
    if (!v.https)
        return true;
    const name = v.ssl_server_name || '';
    return name === authority || withoutDot(name.toLowerCase()) === authority;
}

function withoutDot(host) {
    return host.endsWith('.') ? host.slice(0, -1) : host;
}

function upgrade(asked, protocol) {
    const isWebSocket = protocol.toLowerCase() === 'websocket' && asked.service.webSocket && asked.request.method === 'GET';
    asked.variables.access_upgrade = isWebSocket ? 'websocket' : '';
    asked.variables.access_connection = isWebSocket ? 'upgrade' : '';
}

// What the log says of a request, and the trace that it belongs to.
function note(v) {
    const uri = v.request_uri;
    const query = uri.indexOf('?');
    const path = query < 0 ? uri : uri.slice(0, query);
    v.access_path = path;
    let trace = v.http_traceparent;
    if (!trace) {
        const id = v.request_id;
        trace = '00-' + id + '-' + id.slice(8, 24) + '-01';
    }
    v.access_traceparent = trace;
    return path;
}

export default { enforce: enforce, limited: limited, unknownHost: unknownHost };
