using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>What the host lets a bundle name.</summary>
internal sealed record BundleArguments(ImmutableArray<string> AccessLogs);

/// <summary>Refuses a verified bundle that holds other files than nginx's, or configuration outside the known directives.</summary>
internal sealed class BundleInspector(BundleArguments arguments)
{
    public const string HttpConf = "nginx/http.conf";
    private static readonly ImmutableArray<string> Expected = [HttpConf, "nginx/access.js", "nginx/policy.json", "nginx/client-ca.pem"];

    /// <exception cref="PullException">The bundle must not be used; the message says why.</exception>
    public void Inspect(IReadOnlyList<BundleFile> files)
    {
        if (files.FirstOrDefault(file => !Expected.Contains(file.Path)) is { } strange)
            throw new PullException("unexpected_file", $"the bundle holds `{strange.Path}`, which is not a file of an nginx bundle");
        if (files.FirstOrDefault(file => file.Path == HttpConf) is not { } configuration)
            throw new PullException("missing_file", $"the bundle lacks `{HttpConf}`");
        if (ProblemOf(configuration) is { } problem)
            throw new PullException("directive", $"`{HttpConf}` {problem}");
    }

    private string? ProblemOf(BundleFile configuration)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(configuration.Content.Span);
            return FirstProblem(NginxSyntax.Parse(text));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return e is FormatException ? e.Message : "is not UTF-8";
        }
    }

    private string? FirstProblem(ImmutableArray<NginxDirective> directives)
    {
        foreach (var directive in directives)
        {
            var problem = AllowedDirectives.Problem(directive, arguments) is { } found
                ? $"line {directive.Line}: {found}"
                : AllowedDirectives.HoldsDirectives(directive) ? FirstProblem(directive.Block) : null;
            if (problem is not null)
                return problem;
        }

        return null;
    }
}
