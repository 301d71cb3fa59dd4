using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

/// <summary>
/// What each engine gets for the policies under <c>TestData/compile</c>, and what their authors are told. A case is a folder with a
/// <c>policy.yaml</c> of one environment; a <c>slice.txt</c> in it names the one service that is compiled, a <c>before.yaml</c> is the policy
/// in force until then, whose bundles that are gone become tombstones.
/// </summary>
public sealed class CompileGoldenTests
{
    private static readonly string Folder = Repository.PathTo("App.Tests", "TestData", "compile");
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Policy_Compiled_IsAsExpected(string name)
    {
        var folder = Path.Combine(Folder, name);
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["policy.yaml"] = File.ReadAllText(Path.Combine(folder, "policy.yaml")) };
        foreach (var more in (string[])["slice.txt", "before.yaml"])
        {
            if (File.Exists(Path.Combine(folder, more)))
                files[more] = File.ReadAllText(Path.Combine(folder, more));
        }

        var compiler = new PolicyCompiler(TargetCompilers.All);
        var document = Read(compiler, files["policy.yaml"]);
        var review = document.HasErrors ? null : Review(compiler, document.Document);
        files["diagnostics.txt"] = Diagnostics(document.Problems, review);
        if (review is { HasErrors: false })
        {
            var before = files.GetValueOrDefault("before.yaml") is { } former ? PolicySet.Of(Read(compiler, former).Document) : null;
            foreach (var (path, text) in Bundles(compiler, review.Draft, before, files.GetValueOrDefault("slice.txt")?.TrimEnd()))
                files[path] = text;
        }

        Golden.Matches(folder, files);
    }

    private static CheckedDocument Read(PolicyCompiler compiler, string yaml) =>
        DocumentCheck.Check(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml, new ValidationOptions(compiler.Targets, IsDevelopment: false, Now));

    private static ChangeReview Review(PolicyCompiler compiler, PolicyDocument document)
    {
        var next = 0;
        var patch = PolicyDiffPatch.Between(PolicySet.Empty, document, () => new Guid(++next, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0));
        return new ChangeReviewer(compiler, isDevelopment: false).Review(0, PolicySet.Empty, patch, Now);
    }

    /// <summary>The document's problems by line, those of coverage, and how exactly each hop decides.</summary>
    private static string Diagnostics(IEnumerable<Diagnostic> problems, ChangeReview? review)
    {
        var text = new StringBuilder();
        foreach (var problem in problems)
            text.Append($"{problem.Line}:{problem.Column} {Said(problem)}\n");
        foreach (var problem in review?.Problems.Where(p => p.Code is CoverageCodes.Insufficient or CoverageCodes.Residual) ?? [])
            text.Append($"{Said(problem)}\n");
        foreach (var deployment in review?.Coverage ?? [])
        {
            if (!deployment.Losses.IsEmpty)
                text.Append($"{deployment.Environment}/{deployment.Service} itself: {string.Join(", ", deployment.Losses.Select(l => l.Code))}\n");
            foreach (var hop in deployment.Hops)
            {
                IEnumerable<string> said = [hop.Coverage.ToString(), .. hop.Losses.Select(l => l.Code), .. hop.Residuals.Select(r => r.Code)];
                text.Append($"{deployment.Environment}/{deployment.Service} hop {hop.Hop + 1} {hop.Target.Name()}: {string.Join(", ", said)}\n");
            }
        }

        return text.ToString();
    }

    private static string Said(Diagnostic problem) => $"{(problem.Severity == Severity.Error ? "error" : "warning")} {problem.Code}: {problem.Message}";

    /// <summary>Each target's files, without the programs that are the same in every bundle.</summary>
    private static IEnumerable<(string Path, string Text)> Bundles(PolicyCompiler compiler, PolicySet policy, PolicySet? before, string? service)
    {
        return from bundle in compiler.Compile(Input(policy), before is null ? null : Input(before))
               where bundle.Scope.Service == service
               from file in bundle.Files
               where Path.GetExtension(file.Path) is not (".js" or ".rego")
               select ($"expected/{bundle.Scope.Target.Name()}/{Path.GetFileName(file.Path)}", Readable(file));
    }

    private static CompilationInput Input(PolicySet policy) => new(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, Now);

    /// <summary>JSON with a line for each value, anything else as it is.</summary>
    private static string Readable(BundleFile file)
    {
        if (Path.GetExtension(file.Path) != ".json")
            return Encoding.UTF8.GetString(file.Content.Span);
        using var buffer = new MemoryStream();
        using (var json = JsonDocument.Parse(file.Content, new JsonDocumentOptions { MaxDepth = 100 }))
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
