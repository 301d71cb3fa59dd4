using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// The place in each virtual host where the access log finds the revision, and of which deployment a request was. Rules and revision so come into force together, and never one without
/// the other.
/// </summary>
internal static class RevisionMark
{
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes(BeginningOf(0));

    /// <summary>Of revision 0, until the bundle has one: the number is no part of what the bundle says.</summary>
    public static JsonObject Unstamped => Metadata(new JsonObject { ["revision"] = "0" });

    /// <summary>The same of a deployment.</summary>
    public static JsonObject UnstampedOf(DeploymentPolicy deployment) =>
        Metadata(new JsonObject { ["revision"] = "0", ["environment"] = deployment.Environment.Name, ["service"] = deployment.Service.Name });

    /// <summary>Puts the revision in every place of the file.</summary>
    public static BundleFile Stamp(BundleFile file, int revision)
    {
        // Text of a policy cannot spell the mark: inside a JSON string its quotes would be escaped.
        var stamp = Encoding.UTF8.GetBytes(BeginningOf(revision));
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

    private static JsonObject Metadata(JsonObject members) => new() { ["filter_metadata"] = new JsonObject { ["access"] = members } };

    /// <summary>How every one of them is spelled, as far as the revision.</summary>
    private static string BeginningOf(int revision) => "{\"filter_metadata\":{\"access\":{\"revision\":\"" + revision.ToString(CultureInfo.InvariantCulture) + "\"";
}
