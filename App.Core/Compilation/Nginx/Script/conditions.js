// ---- conditions ----

// Kleene's logic: "and" is the smaller, "or" the greater.
const FALSE = 0;
const UNKNOWN = 1;
const TRUE = 2;

function conditionsHold(when, claims) {
    let holds = refHolds(when, claims);
    if (when.sources)
        holds = Math.min(holds, matchesAny(when.sources, claims.build_source));
    if (when.queues)
        holds = Math.min(holds, matchesKeyOrId(when.queues, claims.queue_key, claims.queue_id));
    if (when.clusters)
        holds = Math.min(holds, matchesKeyOrId(when.clusters, claims.cluster_name, claims.cluster_id));
    if (when.steps)
        holds = Math.min(holds, matchesAnyOrNone(when.steps, claims.step_key));
    return holds;
}

// Branches and tags are alternatives; a branch condition holds only for a build without a tag.
function refHolds(when, claims) {
    if (!when.branches && !when.tags)
        return TRUE;
    const tag = claims.build_tag;
    const isUntagged = isNone(tag) ? TRUE : typeof tag === 'string' ? FALSE : UNKNOWN;
    const byBranch = when.branches ? Math.min(isUntagged, matchesAny(when.branches, claims.build_branch)) : FALSE;
    const byTag = when.tags ? matchesAnyOrNone(when.tags, tag) : FALSE;
    return Math.max(byBranch, byTag);
}

function isNone(claim) {
    return claim === undefined || claim === null;
}

// For claims whose absence is known to mean "none".
function matchesAnyOrNone(patterns, claim) {
    return isNone(claim) ? FALSE : matchesAny(patterns, claim);
}

function matchesAny(patterns, claim) {
    if (typeof claim !== 'string')
        return UNKNOWN;
    for (let i = 0; i < patterns.length; i++) {
        const pattern = patterns[i];
        if (pattern.endsWith('*') ? claim.startsWith(pattern.slice(0, -1)) : claim === pattern)
            return TRUE;
    }
    return FALSE;
}

function matchesKeyOrId(patterns, key, id) {
    return Math.max(
        patterns.keys.length === 0 ? FALSE : matchesAny(patterns.keys, key),
        patterns.ids.length === 0 ? FALSE : matchesAny(patterns.ids, id));
}
