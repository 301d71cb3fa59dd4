using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>Everything but the rules by which two principals may fare differently at a deployment: what their credentials are taken for.</summary>
internal sealed record Treatment(ValueList<Credential> Credentials);

/// <summary>One credential of a principal as the policy takes it.</summary>
/// <param name="Kind">By what the caller is known.</param>
/// <param name="IsNamed">Whether the credential names the principal, rather than nobody.</param>
/// <param name="IsRefused">Whether it is refused whatever it asks for.</param>
/// <param name="IsGovernedAsCi">Whether isolation of pipelines governs it.</param>
internal readonly record struct Credential(IdentityKind Kind, bool IsNamed, bool IsRefused, bool IsGovernedAsCi)
{
    public bool HasToken => Kind == IdentityKind.Token;
}
