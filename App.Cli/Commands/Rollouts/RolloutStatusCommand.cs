using System.CommandLine;
using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Rollouts;

/// <summary><c>accessctl rollout status</c>: whether a publish is in force, at once or once it is.</summary>
internal static class RolloutStatusCommand
{
    /// <summary>Not enough engines run it, or not all are handed it yet.</summary>
    public const int NotYet = 2;

    /// <summary>Not enough run it, and at least one says that it cannot.</summary>
    public const int Failing = 3;

    /// <summary>It was undone before it had reached everybody.</summary>
    public const int TakenBack = 4;

    private const int DefaultSeconds = 300;
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(1);

    public static Command Create(Surroundings around)
    {
        var revision = new Option<int?>("--revision") { Description = "Which publish; the newest when left out." };
        var environment = new Option<string?>("--environment") { Description = "Only this environment; its newest publish when --revision is left out." };
        var percent = new Option<int>("--percent") { Description = "How many in a hundred of the enforcement points concerned are enough.", DefaultValueFactory = _ => 100 };
        var wait = new Option<bool>("--wait") { Description = "Wait until enough run it." };
        var timeout = new Option<int>("--timeout") { Description = "For how many seconds to wait.", DefaultValueFactory = _ => DefaultSeconds };
        var command = new Command("status", "Whether the engines run a publish.") { revision, environment, percent, wait, timeout };
        return command.Does(call =>
        {
            var enough = call.Arguments.GetValue(percent);
            if (enough is < 1 or > 100)
                throw new FormatException("--percent is not a whole number from 1 to 100");
            if (call.Arguments.GetValue(timeout) is var seconds && seconds < 1)
                throw new FormatException("--timeout is not a number of seconds, 1 at least");
            var path = PathOf(call.Arguments.GetValue(revision), call.Arguments.GetValue(environment));
            return RunAsync(around, call, path, enough, call.Arguments.GetValue(wait) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero);
        });
    }

    private static string PathOf(int? revision, string? environment) =>
        $"api/v1/rollouts/{revision?.ToString(CultureInfo.InvariantCulture) ?? "current"}{(environment is null ? "" : $"?environment={Uri.EscapeDataString(environment)}")}";

    private static async Task<int> RunAsync(Surroundings around, Call call, string path, int percent, TimeSpan patience)
    {
        using var api = ConsoleApi.Connect(around);
        var begin = around.Clock.GetTimestamp();
        while (true)
        {
            var isLast = around.Clock.GetElapsedTime(begin) >= patience;
            if (await AskAsync(api, path, isLast, call) is { } answer)
            {
                var rollout = answer.Read<RolloutAnswer>();
                // A publish that comes meanwhile is another one: this waits for the one that it found.
                path = PathOf(rollout.Revision, call.Arguments.GetValue<string?>("--environment"));
                var code = CodeOf(rollout, percent);
                if (code is Output.Success or TakenBack || isLast)
                    return call.Output.Answer(code, RolloutText.Of(rollout, percent, code, patience), answer.Json);
            }

            await Task.Delay(AskedAgainAfter, around.Clock, call.CancellationToken);
        }
    }

    /// <returns>Null where the console is away for the moment, and there is time to ask again.</returns>
    private static async Task<ConsoleAnswer?> AskAsync(ConsoleApi api, string path, bool isLast, Call call)
    {
        try
        {
            return await api.SendAsync(new ConsoleRequest(HttpMethod.Get, path), call.CancellationToken);
        }
        catch (ConsoleException e) when (!isLast && e.Code == "unreachable")
        {
            return null;
        }
    }

    private static int CodeOf(RolloutAnswer rollout, int percent)
    {
        if (rollout.IsTakenBack)
            return TakenBack;
        if (!rollout.IsOpening && !rollout.IsHeld && rollout.Environments.All(e => e.HasArrived(percent)))
            return Output.Success;
        return rollout.Environments.Any(e => e.Failing > 0) ? Failing : NotYet;
    }
}
