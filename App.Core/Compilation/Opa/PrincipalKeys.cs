using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>How principals, and large sets of them, are named in a bundle.</summary>
internal static class PrincipalKeys
{
    private static readonly ConditionalWeakTable<PrincipalSet, string> SetKeys = [];

    public static string KeyOf(Principal principal) => (principal.Pipeline is not null ? "pipeline/" : "workload/") + principal.Name;

    /// <summary>A digest of the members: rules with the same selector share one set, and it keeps its name while it keeps its members.</summary>
    public static string KeyOf(PrincipalSet set) => SetKeys.GetValue(set, Digest);

    private static string Digest(PrincipalSet set)
    {
        var members = string.Join('\n', set.Members.Select(KeyOf));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(members)).AsSpan(0, 16));
    }
}
