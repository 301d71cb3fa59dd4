using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Documents;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>Every request that says a little less than one.</summary>
internal static class SmallerRequests
{
    /// <summary>What a request to the decision API must say.</summary>
    private static readonly string[] Required = ["environment", "service", "method", "path", "time"];

    public static IEnumerable<EngineRequest> Of(EngineRequest request) =>
        request.Input is { } input ? Inputs(input).Select(smaller => request with { Input = smaller }) : [.. Plainer(request), .. Wires(request.Wire).Select(wire => request with { Wire = wire })];

    private static IEnumerable<EngineRequest> Plainer(EngineRequest request)
    {
        if (request.Host.Length > 0)
            yield return request with { Host = "" };
        if (request.Query.Length > 0)
            yield return request with { Query = "" };
        if (request.ServerName.Length > 0)
            yield return request with { ServerName = "" };
        if (!request.MoreHeaders.IsEmpty)
            yield return request with { MoreHeaders = [] };
    }

    private static IEnumerable<WireRequest> Wires(WireRequest wire)
    {
        if (wire.Certificate.Kind != ClientCertificateKind.None)
            yield return wire with { Certificate = ClientCertificate.None };
        if (!wire.Headers.IsEmpty)
            yield return wire with { Headers = [] };
        if (wire.Method != "GET")
            yield return wire with { Method = "GET" };
        foreach (var path in Paths(wire.Path))
            yield return wire with { Path = path };
        foreach (var headers in Tokens(wire))
            yield return wire with { Headers = headers };
    }

    private static IEnumerable<string> Paths(string path)
    {
        var segments = path.Split('/')[1..];
        if (segments.Length > 1)
            return segments.Select((_, i) => "/" + string.Join('/', segments.Where((_, j) => j != i)));
        return path.Length > 1 ? ["/", path[..^(path.Length / 2)], path[..^1], $"/{path[2..]}"] : [];
    }

    /// <summary>The one token, rightly signed, without one of its claims.</summary>
    private static IEnumerable<ImmutableArray<KeyValuePair<string, string>>> Tokens(WireRequest wire)
    {
        if (wire.Headers.Length != 1 || PresentedToken.ClaimsOf(wire) is not { } claims)
            yield break;
        var prefix = wire.Headers[0].Value.StartsWith("Bearer ", StringComparison.Ordinal) ? "Bearer " : "";
        foreach (var name in claims.Select(c => c.Key).ToArray())
        {
            var fewer = (JsonObject)claims.DeepClone();
            fewer.Remove(name);
            yield return [KeyValuePair.Create(wire.Headers[0].Key, prefix + TokenForge.Shared.Sign(fewer, "ES256"))];
        }
    }

    private static IEnumerable<JsonObject> Inputs(JsonObject input)
    {
        var smaller = input.Where(m => !Required.Contains(m.Key)).Select(m => Without(input, m.Key)).ToList();
        if ((string?)input["method"] is not (null or "GET"))
            smaller.Add(With(input, "method", "GET"));
        if ((string?)input["path"] is { } path && path.StartsWith('/'))
            smaller.AddRange(Paths(path).Select(p => With(input, "path", p)));
        if (input["claims"] is JsonObject claims)
            smaller.AddRange(claims.Select(c => With(input, "claims", Without(claims, c.Key))));
        return smaller.Where(IsRequest);
    }

    private static bool IsRequest(JsonObject input)
    {
        using var json = JsonDocument.Parse(input["token"] is null ? input.ToJsonString() : Without(input, "token").ToJsonString());
        return DecisionRequestJson.Read(json.RootElement).Problems.IsEmpty;
    }

    private static JsonObject Without(JsonObject members, string name)
    {
        var fewer = (JsonObject)members.DeepClone();
        fewer.Remove(name);
        return fewer;
    }

    private static JsonObject With(JsonObject members, string name, JsonNode value)
    {
        var other = (JsonObject)members.DeepClone();
        other[name] = value;
        return other;
    }
}
