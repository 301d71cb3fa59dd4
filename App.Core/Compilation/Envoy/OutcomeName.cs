using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// What an outcome is called, which is all that Envoy can say of a decision: the grant or the reason that decided and, behind <c>@</c>, the principal whose rules those were. Neither
/// holds an <c>@</c>, and no grant's name an underscore, so that whoever reads the log can take it apart.
/// </summary>
internal static class OutcomeName
{
    /// <param name="principal">Null where nobody whom the policy knows was found.</param>
    public static string Of(string decidedBy, Principal? principal) => principal is null ? decidedBy : $"{decidedBy}@{PrincipalKey.Of(principal)}";
}
