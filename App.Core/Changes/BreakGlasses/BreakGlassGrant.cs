using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Changes.BreakGlasses;

/// <summary>Makes the one grant that breaking the glass adds, and judges whether a change is nothing but such a grant.</summary>
public static class BreakGlassGrant
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <param name="newId">Makes the id of the grant.</param>
    /// <returns>The grant, or all that is wrong with what is asked for.</returns>
    public static (Grant? Grant, IReadOnlyList<string> Problems) Plan(PolicyObjects policy, BreakGlassRequest request, DateTimeOffset now, Func<Guid> newId)
    {
        string[] problems =
        [
            .. Unknown("pipeline", request.Pipelines, policy.Pipelines.ContainsKey), .. Unknown("workload", request.Workloads, policy.Workloads.ContainsKey),
            .. Unknown("role", [request.Role], policy.Roles.ContainsKey), .. Unknown("environment", request.Environments, policy.Environments.ContainsKey),
            .. request.Pipelines.Count + request.Workloads.Count == 0 ? ["name a pipeline or a workload"] : Array.Empty<string>(),
            .. request.Environments.Count == 0 ? ["name an environment"] : Array.Empty<string>(),
            .. request.Lifetime < TimeSpan.FromMinutes(1) || request.Lifetime > Longest ? [TooLong] : Array.Empty<string>(),
        ];
        if (problems.Length > 0)
            return (null, problems);
        var id = newId();
        // Whole seconds, as policies are written: rounded down, so that it is never longer than asked for.
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + request.Lifetime).ToUnixTimeSeconds());
        return (new Grant
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"break-glass-{id.ToString("N")[^12..]}"),
            Id = id,
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = Named(request.Pipelines), Workloads = Named(request.Workloads) },
            Role = request.Role,
            Environments = [.. request.Environments.Distinct().Order(StringComparer.Ordinal)],
            Expires = expires,
            Reason = string.Join(' ', request.Reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        }, []);
    }

    /// <summary>Why a change is more than breaking the glass may do; null where it adds one grant that ends soon.</summary>
    /// <param name="before">What the change is against.</param>
    public static string? Objection(PolicyObjects before, PolicyPatch patch, DateTimeOffset now)
    {
        if (patch.Deletes.Count > 0 || patch.Upserts is not [Grant grant])
            return "breaking the glass adds one grant and changes nothing else: no provider, key, environment, service, role, pipeline, workload or test";
        if (before.Find(grant.Reference) is not null || (grant.Id is { } id && before.FindById(PolicyKind.Grant, id) is not null))
            return $"there is a grant `{grant.Name}` already: breaking the glass changes none";
        if (grant.Effect != Effect.Allow || grant.Principals.Anyone || !IsNamed(grant.Principals.Pipelines) || !IsNamed(grant.Principals.Workloads))
            return "breaking the glass lets in pipelines and workloads by name, and nobody else";
        if (grant.ValidFrom is not null)
            return "breaking the glass is for now: leave out from when";
        return grant.Expires is not { } end || end <= now || end - now > Longest ? TooLong : null;
    }

    private static string TooLong { get; } = $"breaking the glass lets in for at least a minute and at most {Longest.TotalHours:0} hours";

    private static Selector.Names? Named(ValueList<string> names) => names.Count == 0 ? null : new Selector.Names([.. names.Distinct().Order(StringComparer.Ordinal)]);

    private static bool IsNamed(Selector? selector) => selector is null or Selector.Names { Values.Count: > 0 };

    private static IEnumerable<string> Unknown(string kind, IEnumerable<string> names, Func<string, bool> isKnown) =>
        names.Where(n => !isKnown(n)).Select(n => n.Length == 0 ? $"name a {kind}" : $"there is no {kind} `{n}`");
}
