using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>A policy and the bundle of it that an engine is given.</summary>
/// <param name="Slice">The one service of the bundle; null for the whole environment.</param>
/// <param name="Now">When the policy is compiled, and around when requests are made.</param>
internal sealed record Scene(PolicyDocument Document, string Environment, string? Slice, DateTimeOffset Now)
{
    /// <summary>Whether the policy has on purpose what the engine cannot say, so that its losses may show.</summary>
    public bool HasLosses { get; init; }

    /// <summary>The services that the bundle is of, and so worth asking.</summary>
    public IReadOnlyList<string> Services => [.. Document.Services.Where(s => s.In(Environment) is not null && (Slice is null || s.Name == Slice)).Select(s => s.Name)];

    public PolicySet Resolve() => PolicySet.Of(Document);
}
