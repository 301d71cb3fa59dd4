using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// The place in each virtual host where the access log finds the revision. Rules and revision so come into force together, and never one without the
/// other.
/// </summary>
internal static class RevisionMark
{
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes(Metadata("0").ToJsonString());

    /// <summary>Of revision 0, until the bundle has one: the number is no part of what the bundle says.</summary>
    public static JsonObject Unstamped => Metadata("0");

    /// <summary>Puts the revision in every place of the file.</summary>
    public static BundleFile Stamp(BundleFile file, int revision)
    {
        // Text of a policy cannot spell the mark: inside a JSON string its quotes would be escaped.
        var stamp = Encoding.UTF8.GetBytes(Metadata(revision.ToString(CultureInfo.InvariantCulture)).ToJsonString());
        var rest = file.Content.Span;
        using var stamped = new MemoryStream(rest.Length + 1024);
        while (rest.IndexOf(Mark) is >= 0 and var at)
        {
            stamped.Write(rest[..at]);
            stamped.Write(stamp);
            rest = rest[(at + Mark.Length)..];
        }

        stamped.Write(rest);
        return file with { Content = stamped.ToArray() };
    }

    private static JsonObject Metadata(string revision) => new() { ["filter_metadata"] = new JsonObject { ["access"] = new JsonObject { ["revision"] = revision } } };
}
