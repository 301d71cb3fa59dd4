using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Commands.Policy;
using AccessConsole.Cli.Pull;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Diagnosis.Nginx;

namespace AccessConsole.Cli.Commands.Diagnosing;

/// <summary><c>accessctl diagnose</c>: what one failing call may fail by, as far as the console and this machine can tell.</summary>
internal static class DiagnoseCommand
{
    private const int SomeFailed = 3;

    public static Command Create(Surroundings around)
    {
        var options = new DiagnoseOptions();
        var command = new Command("diagnose", "Look at everything one failing call may fail by. Exit 0 no check failed, 3 some did, 1 error.");
        foreach (var option in options.All)
            command.Add(option);
        return command.Does(call => RunAsync(call, options, around));
    }

    private static async Task<int> RunAsync(Call call, DiagnoseOptions options, Surroundings around)
    {
        var arguments = call.Arguments;
        var shown = await ShownCredentials.ReadAsync(call, options, around);
        var configuration = await ConfigurationAsync(call, options, around);
        var url = arguments.GetValue(options.Url);
        var address = url is null ? null : CalledAddress.Read(url);
        var path = address?.Path ?? arguments.GetValue(options.Path) ?? "/";
        var local = new LocalChecks(around);
        var attempt = arguments.GetValue(options.Connect) ? GatewayCall.Prepare(arguments, options, address, path, shown) : null;
        var (answer, checks) = await AskAsync(call, options, around, shown, path);
        if (configuration is not null && answer.Service is { } service)
            checks.AddRange(NginxChecks.Of(configuration, service, address is not null ? [address.Host] : answer.Hosts, path));
        if (arguments.GetValue(options.BundleDirectory) is { } directory)
            checks.Add(local.Bundle(directory, answer));
        if (attempt is not null)
            checks.AddRange(await attempt.MakeAsync(answer, around.Clock, call.CancellationToken));
        return Report(call.Output, answer, checks);
    }

    /// <summary>The console's own checks, and one of its clock.</summary>
    private static async Task<(DiagnosisAnswer, List<CallCheck>)> AskAsync(Call call, DiagnoseOptions options, Surroundings around, ShownCredentials shown, string path)
    {
        var arguments = call.Arguments;
        var body = new JsonObject
        {
            ["url"] = arguments.GetValue(options.Url),
            ["environment"] = arguments.GetValue(options.Environment),
            ["service"] = arguments.GetValue(options.Service),
            ["method"] = arguments.GetRequiredValue(options.Method),
            ["path"] = path,
            ["token"] = shown.Token,
            ["certificate"] = shown.Certificates,
        };
        using var api = ConsoleApi.Connect(around);
        var asked = around.Clock.GetUtcNow();
        var answer = (await api.SendAsync(ConsoleRequest.Post("api/v1/diagnose", body), call.CancellationToken)).Read<DiagnosisAnswer>();
        var checks = answer.Checks.Select(c => new CallCheck(c.Code, ResultOf(c.Result), c.Finding, c.Mend)).ToList();
        checks.Add(ClockChecks.Between("clock.console", "the console", answer.At, asked, around.Clock.GetUtcNow()));
        return (answer, checks);
    }

    /// <returns>What nginx says that it is configured by; null where nobody asked to look at it.</returns>
    private static async Task<string?> ConfigurationAsync(Call call, DiagnoseOptions options, Surroundings around)
    {
        if (call.Arguments.GetValue(options.NginxConfiguration) is not { } path)
            return call.Arguments.GetValue(options.Nginx) ? await NginxDumpAsync() : null;
        var file = await InputFile.ReadAsync(path, around, Core.Diagnosis.Nginx.NginxConfiguration.MaxLength, "a configuration of nginx", call.CancellationToken);
        var text = Encoding.UTF8.GetString(file.Text.Span);
        return string.IsNullOrWhiteSpace(text) ? throw new FormatException($"--nginx-config names `{file.Name}`, which is empty: it must hold what `nginx -T` prints at the gateway") : text;
    }

    private static async Task<string> NginxDumpAsync()
    {
        try
        {
            return await EngineProcess.RunAsync("nginx", "`nginx -T`", "nginx", ["-T", "-q"]);
        }
        catch (PullException e)
        {
            throw new IOException($"{e.Message}; run it by hand, as root if need be, and give what it prints with --nginx-config", e);
        }
    }

    private static int Report(Output output, DiagnosisAnswer answer, List<CallCheck> found)
    {
        // What was looked at here answers what the console could not see.
        var told = found.Where(c => c.Result != CheckResult.Untold).Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        var checks = found.Where(c => c.Result != CheckResult.Untold || !told.Contains(c.Code)).ToArray();
        var failed = checks.Count(c => c.Result == CheckResult.Failed);
        var json = new JsonObject
        {
            ["environment"] = answer.Environment,
            ["service"] = answer.Service,
            ["revision"] = answer.Revision,
            ["failed"] = failed,
            ["decision"] = JsonSerializer.SerializeToNode(answer.Decision, JsonSerializerOptions.Web),
            ["checks"] = new JsonArray([.. checks.Select(ToJson)]),
        };
        return output.Answer(failed == 0 ? Output.Success : SomeFailed, DiagnosisText.Of(answer, checks), json);
    }

    private static JsonNode ToJson(CallCheck check) =>
        new JsonObject { ["code"] = check.Code, ["result"] = check.Result.Name(), ["finding"] = check.Finding, ["mend"] = check.Mend };

    private static CheckResult ResultOf(string name) => name switch
    {
        "passed" => CheckResult.Passed,
        "failed" => CheckResult.Failed,
        _ => CheckResult.Untold,
    };
}
