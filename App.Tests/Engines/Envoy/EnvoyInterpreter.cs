using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// Decides requests by a bundle's files, written from Envoy's documentation and not from the compiler: the filters of the bootstrap example in
/// their order, each in its form for the virtual host. It stands in for Envoy, which cannot be had everywhere.
/// </summary>
internal sealed class EnvoyInterpreter
{
    /// <summary>Protocol buffers in JSON are read no deeper than this.</summary>
    private static readonly JsonDocumentOptions MostNested = new() { MaxDepth = 100 };

    private readonly JsonElement identity;
    private readonly JsonElement routes;
    private readonly JwtInterpreter token;
    private readonly LimitInterpreter limits = new();

    public EnvoyInterpreter(ImmutableArray<BundleFile> files)
    {
        identity = Resource(files, "identity").GetProperty("typed_config");
        routes = Resource(files, "routes");
        token = new JwtInterpreter(Resource(files, "token").GetProperty("typed_config"));
    }

    public EnvoyAnswer Decide(EnvoyRequest request) => Decide(new FilterState(request));

    public EnvoyAnswer Decide(FilterState state)
    {
        var host = VirtualHost(state.Request.Host);
        state.VirtualHost = host;
        if (!host.TryGetProperty("typed_per_filter_config", out var filters))
            return new EnvoyAnswer("421", false, false);
        if (filters.TryGetProperty("access.token", out var perRoute) && !token.Verify(perRoute.GetProperty("requirement_name").GetString()!, state))
            return new EnvoyAnswer("401", false, false);
        var identityOfRoute = filters.TryGetProperty("access.identity", out var form) ? form : (JsonElement?)null;
        if (identityOfRoute is null && Left(state, "enforced", Evaluate(identity, "matcher", state)) is { Allows: false } objection)
            return EnvoyAnswer.Of(objection.Name, false, false);
        var answer = Rules(filters.GetProperty("access.rules").GetProperty("rbac"), state);
        return answer.Passes && filters.TryGetProperty("access.limit", out var limit) ? Counted(answer, host, limit, state) : answer;
    }

    private EnvoyAnswer Counted(EnvoyAnswer answer, JsonElement host, JsonElement limit, FilterState state)
    {
        var (bucket, isFull) = limits.Count(host, limit, state);
        return isFull ? new EnvoyAnswer("429", false, answer.IsAllowed, bucket) : answer with { Bucket = bucket };
    }

    /// <summary>No match at all denies; in shadow the decision is made and does not bind.</summary>
    private static EnvoyAnswer Rules(JsonElement rbac, FilterState state)
    {
        var prefix = rbac.TryGetProperty("shadow_rules_stat_prefix", out var given) ? given.GetString() : "";
        var shadow = rbac.TryGetProperty("shadow_matcher", out _) ? Left(state, $"{prefix}shadow", Evaluate(rbac, "shadow_matcher", state)) : null;
        if (!rbac.TryGetProperty("matcher", out _))
            return EnvoyAnswer.Of(shadow?.Name ?? "none", true, shadow?.Allows == true);
        var (name, allows) = Left(state, "enforced", Evaluate(rbac, "matcher", state)) ?? ("none", false);
        return EnvoyAnswer.Of(name, allows, allows);
    }

    /// <summary>Leaves for later filters and the log what a filter of this type decided.</summary>
    private static (string Name, bool Allows)? Left(FilterState state, string prefix, (string Name, bool Allows)? outcome)
    {
        if (outcome is { } decided)
            state.Leave("envoy.filters.http.rbac", $"{prefix}_effective_policy_id", decided.Name);
        state.Leave("envoy.filters.http.rbac", $"{prefix}_engine_result", outcome?.Allows == true ? "allowed" : "denied");
        return outcome;
    }

    private static (string Name, bool Allows)? Evaluate(JsonElement filter, string member, FilterState state) =>
        MatcherInterpreter.Evaluate(filter.GetProperty(member), state);

    private JsonElement VirtualHost(string authority)
    {
        var host = authority.Split(':')[0].ToLowerInvariant();
        JsonElement[] hosts = [.. routes.GetProperty("virtual_hosts").EnumerateArray()];
        return hosts.Where(h => Domains(h).Contains(host)).Concat(hosts.Where(h => Domains(h).Contains("*"))).First();
    }

    private static IEnumerable<string> Domains(JsonElement host) => host.GetProperty("domains").EnumerateArray().Select(d => d.GetString()!);

    private static JsonElement Resource(ImmutableArray<BundleFile> files, string name)
    {
        using var json = JsonDocument.Parse(files.Single(f => f.Path == $"envoy/{name}.json").Content, MostNested);
        return json.RootElement.GetProperty("resources").EnumerateArray().Single().Clone();
    }
}
