using System.Globalization;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Counts a patch's upserts kind by kind, as its JSON lists them.</summary>
internal sealed class PatchPointers
{
    private readonly Dictionary<PolicyKind, int> counts = [];

    public static Dictionary<PolicyReference, string> Of(PolicyPatch patch)
    {
        var (pointers, result) = (new PatchPointers(), new Dictionary<PolicyReference, string>());
        foreach (var upsert in patch.Upserts)
            result.TryAdd(upsert.Reference, pointers.Next(upsert.Kind));
        return result;
    }

    public string Next(PolicyKind kind)
    {
        var index = counts[kind] = counts.GetValueOrDefault(kind, -1) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"/upsert/{kind.DocumentKey()}/{index}");
    }
}
