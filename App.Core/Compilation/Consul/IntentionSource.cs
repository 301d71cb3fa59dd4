using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Callers whom Consul tells apart by their certificate.</summary>
/// <param name="Name">A Consul service, or <c>*</c> for every other.</param>
/// <param name="Owners">The principals whose certificate it is; tokens beside it must be theirs. None where it is nobody's.</param>
/// <param name="IsUngoverned">Whether isolation leaves them alone while they show no token.</param>
/// <param name="TakesTokens">Whether a token may say who they are.</param>
internal sealed record IntentionSource(string Name, ImmutableArray<Principal> Owners, bool IsUngoverned, bool TakesTokens = true)
{
    /// <summary>Whom the certificate identifies by itself.</summary>
    public Principal? Principal => Owners.Length == 1 ? Owners[0] : null;

    public bool IsOwned => !Owners.IsEmpty;
}
