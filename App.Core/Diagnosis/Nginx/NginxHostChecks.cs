using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>What becomes of a path under one host.</summary>
internal sealed class NginxHostChecks(NginxServers servers, string service, string host, string path)
{
    private const int MaxNamed = 5;
    private readonly string name = host.LastIndexOf(':') is var colon && colon < 0 ? host.ToLowerInvariant() : host[..colon].ToLowerInvariant();
    private readonly string? port = host.LastIndexOf(':') is var colon && colon < 0 ? null : host[(colon + 1)..];

    public IEnumerable<CallCheck> All()
    {
        var own = servers.All.FirstOrDefault(s => s.Service == service);
        var addresses = (own?.Addresses ?? servers.All.Where(NamesHost).SelectMany(s => s.Addresses)).Where(a => port is null || a.EndsWith(":" + port, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToArray();
        if (addresses.Length == 0)
        {
            yield return CallCheck.Failed(
                "nginx.server", own is null ? $"no server of this nginx is for `{name}`, and none is the bundle's for `{service}`" : $"the bundle's server for `{service}` ({own.Statement.Place}) does not listen on port {port}",
                "include `access/current/nginx/http.conf` inside `http { }`, have access-host.conf listen where callers connect, and pull the bundle of this environment");
            yield break;
        }

        foreach (var address in addresses)
        {
            foreach (var check in At(address, own))
                yield return check;
        }

        foreach (var server in addresses.Select(a => servers.Choose(a, name)?.Server).OfType<NginxServer>().Distinct())
        {
            foreach (var check in OfLocations(server))
                yield return check;
        }
    }

    private IEnumerable<CallCheck> At(string address, NginxServer? own)
    {
        if (servers.Choose(address, name) is not { } chosen)
            yield break;
        yield return OfServer(address, own, chosen.Server, chosen.By);
        if (own is not null)
            yield return OfDefault(address);
        foreach (var narrower in servers.NarrowerThan(address).Take(MaxNamed))
        {
            if (servers.Choose(narrower, name) is { } taken && taken.Server != chosen.Server)
                yield return CallCheck.Failed("nginx.address", $"connections to `{narrower}` reach another server ({taken.Server.Statement.Place}) by {taken.By}", "have the bundle's servers listen there too, or move that server to another port");
        }
    }

    private CallCheck OfServer(string address, NginxServer? own, NginxServer chosen, string by)
    {
        var finding = $"at `{address}`, `{name}` is taken by the server at {chosen.Statement.Place} by {by}";
        if (own is null)
            return NginxLocation.Of(chosen).Any(l => l.Guard() == NginxGuard.Asks)
                ? CallCheck.Passed("nginx.server", $"{finding}; it asks by `auth_request`")
                : CallCheck.Failed("nginx.server", $"{finding}, and no server is the bundle's for `{service}`", "include `access/current/nginx/http.conf` inside `http { }`");
        return chosen == own
            ? CallCheck.Passed("nginx.server", $"{finding}, the bundle's for `{service}`")
            : CallCheck.Failed("nginx.server", $"{finding}, not by the bundle's for `{service}` ({own.Statement.Place}): the policy does not decide there", "remove that server, or its `server_name`: of two with one name the first wins, and other servers come after the bundle's include");
    }

    private CallCheck OfDefault(string address)
    {
        var other = servers.DefaultAt(address)!;
        return other.Service is ""
            ? CallCheck.Passed("nginx.default", $"hosts that no server of `{address}` names are refused by the bundle's first server")
            : CallCheck.Failed("nginx.default", $"hosts that no server of `{address}` names are taken by the server at {other.Statement.Place}, not by the bundle's first", "take `default_server` off it, and have other servers come after the bundle's include");
    }

    private IEnumerable<CallCheck> OfLocations(NginxServer server)
    {
        if (server.Statement.Children.FirstOrDefault(s => s.Name is "return" or "rewrite") is { } early)
            yield return CallCheck.Failed("nginx.rewrite", $"the server says `{early.Name}` ({early.Place}), which comes before any location and any decision", "move it into a location of its own");
        else if (server.Statement.Of("if").FirstOrDefault() is { } condition)
            yield return CallCheck.Untold("nginx.rewrite", $"the server has an `if` ({condition.Place}), which comes before any location", "see by hand that it lets nothing past the decision");
        var locations = NginxLocation.Of(server);
        // What nginx compares with: a canonical path has no other way to be decoded.
        var route = NginxRoute.Of(locations, Uri.UnescapeDataString(path));
        yield return OfRoute(route);
        yield return OfUnguarded(locations, route.Winner);
    }

    private CallCheck OfRoute(NginxRoute route)
    {
        const string Code = "nginx.location";
        if (route.Untried is { } untried)
            return CallCheck.Untold(Code, $"the regular expression of {untried.Name} cannot be tried here", "try it by hand against the path: of regular expressions the first that matches wins over every prefix without `^~`");
        if (route.Winner is not { } winner)
            return CallCheck.Failed(Code, $"no location takes `{path}`: nginx looks for a file", "have `location /` of the bundle's server there");
        var shadowed = route.Losers.FirstOrDefault(l => l.Guard() is NginxGuard.Bundle or NginxGuard.Asks);
        var others = route.Losers.Length == 0 ? "" : $"; it comes before {string.Join(", ", route.Losers.Take(MaxNamed).Select(l => l.Name))}";
        return winner.Guard() switch
        {
            NginxGuard.Bundle => CallCheck.Passed(Code, $"`{path}` is taken by {winner.Name}, where the bundle decides{others}"),
            NginxGuard.Asks => CallCheck.Passed(Code, $"`{path}` is taken by {winner.Name}, which asks by `auth_request`{others}"),
            NginxGuard.Refuses => CallCheck.Failed(Code, $"`{path}` is taken by {winner.Name}, which refuses everybody{others}", "remove that location if the call is meant to reach the service"),
            NginxGuard.Nobody => CallCheck.Failed(
                Code, $"`{path}` is taken by {winner.Name}, where nobody decides{(shadowed is null ? others : $": it shadows {shadowed.Name}")}",
                "remove that location: exact ones come first, then the first regular expression, then the longest prefix; the bundle's server has no other than its own"),
        };
    }

    private static CallCheck OfUnguarded(ImmutableArray<NginxLocation> locations, NginxLocation? winner)
    {
        var open = NginxRoute.All(locations).Where(l => l != winner && !l.IsInternal && l.Guard() == NginxGuard.Nobody).ToArray();
        return open.Length == 0
            ? CallCheck.Passed("nginx.unguarded", "every other location of the server decides, refuses, or cannot be asked from outside")
            : CallCheck.Failed("nginx.unguarded", $"other paths pass without a decision: {string.Join(", ", open.Take(MaxNamed).Select(l => l.Name))}", "remove these locations, or have them ask");
    }

    private bool NamesHost(NginxServer server) => server.Addresses.Any(a => servers.Choose(a, name) is { } chosen && chosen.Server == server && !chosen.By.StartsWith("being", StringComparison.Ordinal));
}
