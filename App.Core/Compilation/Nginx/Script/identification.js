// ---- identity ----

function identify(token, certificate) {
    if (token !== null)
        return token.defect ? { principal: null, reason: 'token_invalid', detail: token.defect } : tokenIdentity()(token, certificate);
    if (certificate === null)
        return { principal: null };
    if (certificate === '')
        return { principal: null, reason: 'unknown_principal', detail: 'certificate' };
    const owners = POLICY.spiffeIds[certificate];
    return { principal: owners !== undefined && owners.length === 1 ? owners[0] : null };
}

function ownersOf(spiffeId) {
    return POLICY.spiffeIds[spiffeId] || [];
}

function append(list, more) {
    for (let i = 0; i < more.length; i++)
        list.push(more[i]);
}

// Of a token that is good, with a certificate or without.
function tokenIdentity() {
    function identityOf(token, certificate) {
        const named = identifyToken(token.provider, token.claims);
        return named.reason || certificate === null ? named : withCertificate(named.principal, certificate);
    }

    function withCertificate(principal, certificate) {
        if (certificate === '')
            return { principal: null, reason: 'unknown_principal', detail: 'certificate' };
        const owners = ownersOf(certificate);
        if (owners.length === 0)
            return { principal: principal };
        if (principal === null)
            return { principal: null, reason: 'unknown_principal' };
        for (let i = 0; i < owners.length; i++) {
            if (owners[i] === principal)
                return { principal: principal };
        }
        return { principal: null, reason: 'ambiguous_identity' };
    }

    function identifyToken(provider, claims) {
        const workloads = provider.workloads.length === 0 ? null : workloadsOf(provider, claims);
        if (workloads !== null && workloads.length > 1)
            return { principal: null, reason: 'ambiguous_identity' };
        const workload = workloads !== null && workloads.length === 1 ? workloads[0] : null;
        if (!provider.namesPipelines)
            return { principal: workload };
        const organization = claims[provider.organizationClaim];
        const slug = claims[provider.pipelineClaim];
        if (typeof organization !== 'string' || typeof slug !== 'string')
            return workload === null
                ? { principal: null, reason: 'missing_claim', detail: provider.organizationClaim + ',' + provider.pipelineClaim }
                : { principal: workload };
        const pipelines = provider.pipelines[organization];
        const pipeline = pipelines && pipelines[slug] || null;
        if (pipeline !== null && workload !== null)
            return { principal: null, reason: 'ambiguous_identity' };
        return { principal: pipeline || workload };
    }

    // Workloads are found by the values of the claims that name them, one look-up for each set of claim names in use.
    function workloadsOf(provider, claims) {
        const found = [];
        for (let i = 0; i < provider.workloads.length; i++) {
            const key = claimValues(provider.workloads[i].claims, claims);
            const named = key === null ? undefined : provider.workloads[i].byValues[key];
            append(found, named || []);
        }
        return found;
    }

    // Claims' values as one key; null where one is not a string, or has the separator, which no policy's text has.
    function claimValues(names, claims) {
        const values = [];
        for (let i = 0; i < names.length; i++) {
            const value = claims[names[i]];
            if (typeof value !== 'string' || value.indexOf('\n') >= 0)
                return null;
            values.push(value);
        }
        return values.join('\n');
    }

    return identityOf;
}
