using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>
/// Reads the objects of a verified bundle, which are in one file, and refuses what a bundle must not ask the engine for: a bundle is signed, yet what a signer
/// may do to an engine is bounded here.
/// </summary>
/// <param name="path">Of that file.</param>
internal abstract class DeclarationInspector(string path)
{
    /// <exception cref="PullException">The bundle must not be used; the message says everything that is wrong with it.</exception>
    public IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files)
    {
        var findings = new Findings();
        foreach (var strange in files.Where(file => file.Path != path))
            findings.Add("unexpected_file", $"the bundle holds `{strange.Path}`, which is not a file of this engine");
        List<DeclaredObject> declared = [];
        if (files.FirstOrDefault(file => file.Path == path) is { } file)
            Declare(file, declared, findings);
        else
            findings.Add("missing_file", $"the bundle lacks `{path}`");
        findings.ThrowIfAny();
        return declared;
    }

    /// <exception cref="FormatException">The file holds something else than objects; the message goes on from its name.</exception>
    protected abstract IEnumerable<JsonNode?> Parse(ReadOnlyMemory<byte> content);

    /// <summary>The object's own name for messages, whatever it is worth.</summary>
    protected abstract string? NameOf(JsonObject content);

    /// <summary>What the object must not be or say, whoever signed it; each goes on from the object's name.</summary>
    protected abstract IEnumerable<string> ProblemsOf(JsonObject content);

    /// <param name="content">An object without problems.</param>
    protected abstract DeclaredObject Declare(JsonObject content);

    private void Declare(BundleFile file, List<DeclaredObject> declared, Findings findings)
    {
        try
        {
            foreach (var (index, node) in Parse(file.Content).Index())
            {
                var what = $"object {index + 1} of `{path}`";
                if (node is not JsonObject content)
                    findings.Add("object", $"{what} is not an object");
                else if (ProblemsOf(content).ToArray() is { Length: > 0 } problems)
                    findings.Add("object", $"{what} (`{NameOf(content)}`) {string.Join(", and ", problems)}");
                else
                    declared.Add(Declare(content));
            }
        }
        catch (FormatException e)
        {
            findings.Add("malformed", $"`{path}` {e.Message}");
        }

        foreach (var (twice, _) in declared.CountBy(o => o.Key).Where(pair => pair.Value > 1))
            findings.Add("object", $"`{path}` holds `{twice}` twice");
    }
}
