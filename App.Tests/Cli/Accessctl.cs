using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>accessctl in this process, with what it writes captured.</summary>
internal static class Accessctl
{
    public static Surroundings Nowhere { get; } = new() { Variable = _ => null, Input = () => Stream.Null };

    public static async Task<AccessctlRun> RunAsync(Surroundings around, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandTree.Parse(arguments, around).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return new AccessctlRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Without a console, as on a laptop.</summary>
    public static Task<AccessctlRun> RunAsync(params string[] arguments) => RunAsync(Nowhere, arguments);

    public static Surroundings Toward(string server, string? token = "secret-token") =>
        Nowhere with { Variable = name => name switch { "ACCESS_SERVER" => server, "ACCESS_TOKEN" => token, _ => null } };
}

internal sealed record AccessctlRun(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;
}
