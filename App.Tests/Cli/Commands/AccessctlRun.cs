using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands;

namespace AccessConsole.Tests.Cli.Commands;

/// <summary>One run of accessctl in this process.</summary>
internal sealed record AccessctlRun(int ExitCode, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static async Task<AccessctlRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CommandTree.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return new AccessctlRun(exitCode, output.ToString(), errors.ToString());
    }
}
