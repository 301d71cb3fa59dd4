// ---- rules ----

// The numbers of the rules that are for the principal; rules are numbered in the order of their grants' names.
function rulesFor(service, principal) {
    const anyone = service.anyone;
    if (principal === null)
        return anyone;
    const broad = service.broad;
    const narrow = service.narrow[principal];
    if (broad.length === 0 && narrow === undefined)
        return anyone;
    if (broad.length === 0 && anyone.length === 0)
        return narrow;
    const numbers = [];
    append(numbers, anyone);
    append(numbers, narrow || []);
    let number = 0;
    for (let i = 0, count = broad.length; i < count; i++) {
        number = broad[i];
        if (POLICY.principalSets[service.rules[number].members][principal])
            numbers.push(number);
    }
    return numbers;
}

function permits(permissions, method, path) {
    let permission = null, paths = null;
    for (let i = 0, count = permissions.length; i < count; i++) {
        permission = permissions[i];
        if ((permission.methods & method) === 0)
            continue;
        paths = permission.paths;
        for (let j = 0, size = paths.length; j < size; j++) {
            if (covers(paths[j], path))
                return true;
        }
    }
    return false;
}

// Between the texts of a template stands one segment each, which is not empty.
function covers(template, path) {
    const texts = template.texts;
    const count = texts.length;
    let text = texts[0];
    if (path === text)
        return count === 1;
    if (!path.startsWith(text))
        return false;
    let at = text.length, next = 0;
    for (let i = 1; i < count; i++) {
        next = path.indexOf('/', at);
        if (next < 0)
            next = path.length;
        text = texts[i];
        if (next === at || !path.startsWith(text, next))
            return false;
        at = next + text.length;
    }
    return at === path.length || (template.rest === true && path[at] === '/');
}
