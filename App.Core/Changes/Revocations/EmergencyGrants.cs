using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.Revocations;

/// <summary>
/// How an emergency revocation stands in a policy: a grant that denies a role which permits everything, so that it wins over every allow at every engine.
/// </summary>
public static class EmergencyGrants
{
    public const string RoleName = "emergency-everything";

    private const int MaxName = 63;
    private const int HashDigits = 8;

    /// <summary>Every method on every path of every service, those that come later included.</summary>
    public static Role Everything { get; } = new()
    {
        Name = RoleName,
        Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.All, Paths = [PathTemplate.Everything] }],
    };

    public static bool IsOne(Grant grant) => grant.Effect == Effect.Deny && grant.Role == RoleName;

    /// <summary>The same name for the same target, so that it is revoked by one grant, however often somebody presses.</summary>
    public static string NameOf(RevocationTarget target)
    {
        var stem = $"emergency-{target.Kind.Slug()}-";
        if (target.Kind != RevocationKind.Queue && stem.Length + target.Name.Length <= MaxName)
            return stem + target.Name;
        // A queue's key is no name, and a long name does not fit: what is cut is told apart by its hash.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target.Name)))[..HashDigits];
        var shown = string.Concat(target.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-')).Trim('-');
        return $"{stem}{shown[..Math.Min(shown.Length, MaxName - stem.Length - HashDigits - 1)].Trim('-')}-{hash}".Replace("--", "-", StringComparison.Ordinal);
    }
}
