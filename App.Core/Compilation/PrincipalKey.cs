using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>How principals and large sets of them are called in bundles, logs and headers of every engine: the same words in each.</summary>
public static class PrincipalKey
{
    // A set is shared by all rules of one selector; its name is worked out once for all of them.
    private static readonly ConditionalWeakTable<PrincipalSet, string> SetKeys = [];

    /// <summary><c>pipeline/name</c> or <c>workload/name</c>.</summary>
    public static string Of(Principal principal) => (principal.Pipeline is not null ? "pipeline/" : "workload/") + principal.Name;

    /// <summary>A digest of the members, so that the same set has the same name in every bundle and revision.</summary>
    public static string Of(PrincipalSet set) => SetKeys.GetValue(set, static s =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', s.Members.Select(Of)))).AsSpan(0, 16)));
}
