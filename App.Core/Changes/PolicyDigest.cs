using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes;

/// <summary>
/// One hash for a policy and how it came about: each revision's is made of the one before and of what changed, so that it costs what the change
/// costs and names the whole history. Revisions that leave the policy as it is (other keys, a boundary that passed) keep it.
/// </summary>
public static class PolicyDigest
{
    /// <summary>The digest of revision 0.</summary>
    public const string Empty = "";

    /// <summary>SHA-256, lower-case hex, over the former digest, a line feed, and the patch's canonical JSON; the former one where the patch is empty.</summary>
    public static string After(string before, PolicyPatch patch)
    {
        if (patch.IsEmpty)
            return before;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before + "\n"));
        hash.AppendData(PatchJson.Write(patch));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
