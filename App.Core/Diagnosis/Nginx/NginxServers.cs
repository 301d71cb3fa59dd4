using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>Which server nginx has answer for a host: by address, then by name.</summary>
internal sealed class NginxServers
{
    private readonly ImmutableArray<NginxServer> servers;

    public NginxServers(NginxConfiguration configuration) => servers = [.. configuration.Servers().Select(s => new NginxServer(s.Http, s.Server))];

    public IEnumerable<NginxServer> All => servers;

    public IEnumerable<NginxServer> At(string address) => servers.Where(s => s.Addresses.Contains(address));

    /// <summary>Addresses on the same port that take connections away from this one: a name of its own is narrower than every address of the machine.</summary>
    public IEnumerable<string> NarrowerThan(string address) => address.StartsWith("*:", StringComparison.Ordinal)
        ? servers.SelectMany(s => s.Addresses).Where(a => a != address && !a.StartsWith('[') && a.EndsWith(address[1..], StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
        : [];

    /// <summary>The server that has no better one for a host that it does not name.</summary>
    public NginxServer? DefaultAt(string address) => At(address).FirstOrDefault(s => s.IsDefaultAt(address)) ?? At(address).FirstOrDefault();

    /// <returns>The server and by what it was chosen; null where none listens there.</returns>
    public (NginxServer Server, string By)? Choose(string address, string host)
    {
        var here = At(address).ToArray();
        if (here.FirstOrDefault(s => s.Names.Contains(host) || s.Names.Contains("." + host)) is { } exact)
            return (exact, $"its name `{host}`");
        var masks = here.SelectMany(s => s.Names.Select(n => (Server: s, Name: n))).ToArray();
        var leading = masks.Where(m => LeadingSuffix(m.Name) is { } suffix && host.EndsWith(suffix, StringComparison.Ordinal)).OrderByDescending(m => m.Name.Length);
        var trailing = masks.Where(m => m.Name.EndsWith(".*", StringComparison.Ordinal) && host.StartsWith(m.Name[..^1], StringComparison.Ordinal)).OrderByDescending(m => m.Name.Length);
        var regexes = masks.Where(m => m.Name.StartsWith('~') && NginxPattern.Matches(m.Name[1..], host, ignoreCase: true) == true);
        if (leading.Concat(trailing).Concat(regexes).FirstOrDefault() is { Server: not null } found)
            return (found.Server, $"its name `{found.Name}`");
        return DefaultAt(address) is { } other ? (other, "being the default of its address") : null;
    }

    private static string? LeadingSuffix(string name) =>
        name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name.StartsWith('.') ? name : null;
}

/// <summary>One server of a configuration.</summary>
internal sealed class NginxServer
{
    private readonly Dictionary<string, bool> addresses = new(StringComparer.Ordinal);

    public NginxServer(NginxStatement http, NginxStatement statement)
    {
        (Http, Statement) = (http, statement);
        foreach (var listen in statement.Of("listen").Where(l => l.Arguments.Length > 0))
            addresses.TryAdd(AddressOf(listen.Arguments[0]), listen.Arguments.Contains("default_server") || listen.Arguments.Contains("default"));
        if (addresses.Count == 0)
            addresses.Add("*:80", false);
        Names = [.. statement.Of("server_name").SelectMany(n => n.Arguments).Select(n => n.StartsWith('~') ? n : n.ToLowerInvariant())];
    }

    public NginxStatement Http { get; }

    public NginxStatement Statement { get; }

    public ImmutableArray<string> Names { get; }

    public IReadOnlyCollection<string> Addresses => addresses.Keys;

    /// <summary>The service whose server of the bundle it is; null for any other server, and empty for the one of unknown hosts.</summary>
    public string? Service => Statement.Of("set").FirstOrDefault(s => s.Arguments is ["$access_service", _])?.Arguments[1];

    public bool IsDefaultAt(string address) => addresses.GetValueOrDefault(address);

    /// <summary>An address as <c>listen</c> has it, with <c>*</c> and port 80 where it says none.</summary>
    private static string AddressOf(string listen)
    {
        if (listen.StartsWith("unix:", StringComparison.Ordinal))
            return listen;
        if (listen.All(char.IsAsciiDigit))
            return "*:" + listen;
        var host = listen.EndsWith(']') || !listen.Contains(':', StringComparison.Ordinal) ? listen + ":80" : listen;
        return host.StartsWith("0.0.0.0:", StringComparison.Ordinal) ? "*" + host["0.0.0.0".Length..] : host;
    }
}
