using System.CommandLine;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary><c>accessctl story</c>: what a build, a job or a trace called, hop by hop, and who approved what let it.</summary>
internal static class StoryCommand
{
    /// <summary>The log holds nothing of it.</summary>
    public const int Untold = 2;

    public static Command Create(Surroundings around)
    {
        var build = new Option<string?>("--build") { Description = "The build's id, or organization/pipeline#number." };
        var job = new Option<string?>("--job") { Description = "The job's id." };
        var trace = new Option<string?>("--trace") { Description = "The trace's id, 32 hexadecimal digits." };
        var at = new Option<string?>("--at") { Description = "An instant of it: then only the day before and the day after are looked through." };
        var command = new Command("story", "What a build, a job or a trace called, with each engine's decision, by which grants, and who approved those.") { build, job, trace, at };
        return command.Does(async call =>
        {
            (string Kind, string? Value)[] asked = [.. new[] { ("build", build), ("job", job), ("trace", trace) }.Select(o => (o.Item1, call.Arguments.GetValue(o.Item2))).Where(o => !string.IsNullOrEmpty(o.Item2))];
            if (asked is not [var (kind, value)])
                throw new FormatException("give one of --build, --job and --trace");
            var instant = call.Arguments.GetValue(at) is { } text ? $"&at={Uri.EscapeDataString(InstantText.Print(InstantText.Parse(text)))}" : "";
            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, $"api/v1/decisions/story?{kind}={Uri.EscapeDataString(value!)}{instant}"), call.CancellationToken);
            var story = answer.Read<StoryAnswer>();
            return call.Output.Answer(story.Calls.IsEmpty ? Untold : Output.Success, StoryText.Of($"{kind} {value}", story), answer.Json);
        });
    }
}
