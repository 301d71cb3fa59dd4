using System.Collections.Immutable;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Signing;

/// <summary>What a console asks to have signed. Nothing of it is believed: it says what to do and what proves that it may be done.</summary>
public sealed record SigningRequest
{
    public required SigningKind Kind { get; init; }

    /// <summary>The newest revision as the console has it, and its policy digest: the state that the patch is against.</summary>
    public required int BaseRevision { get; init; }

    public required string BaseDigest { get; init; }

    /// <summary>The number of what is signed.</summary>
    public required int Revision { get; init; }

    /// <summary>The instant as of which the change was reviewed.</summary>
    public required DateTimeOffset ReviewedAt { get; init; }

    /// <summary>From when it is in force; whole seconds.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }

    /// <summary>As its approvers had it before them: what their approvals bind.</summary>
    public PolicyPatch Patch { get; init; } = PolicyPatch.Empty;

    /// <summary>The ids of new objects that have none in the patch, in its order.</summary>
    public ValueList<Guid> NewIds { get; init; }

    /// <summary>The keys of all providers that name an address for them.</summary>
    public required ImmutableSortedDictionary<string, JwkSet> IssuerKeys { get; init; }

    /// <summary>Whoever edited, requested or submitted any part: none of them approves.</summary>
    public ValueList<PersonId> Authors { get; init; }

    /// <summary>ID tokens, one for each approval.</summary>
    public ValueList<string> Approvals { get; init; }

    /// <summary>Scopes to sign although their content is what it was: nobody vouches for what the console has of them.</summary>
    public ValueList<BundleScope> Scopes { get; init; }
}
