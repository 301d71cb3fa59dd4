using System.CommandLine;
using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.LeastPrivilege;

/// <summary><c>accessctl unused</c>: grants by what engines' decisions say of their use.</summary>
internal static class UnusedCommand
{
    private const int MaxLines = 1000;

    public static Command Create(Surroundings around)
    {
        var days = UseOptions.Days();
        var state = new Option<string>("--state") { Description = "unused, unproven (not seen, but not everything that enforces it sends its decisions), or used.", DefaultValueFactory = _ => "unused" };
        var command = new Command("unused", "Grants that nothing used over a window, and how complete the log is that says so.") { days, state };
        return command.Does(async call =>
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"api/v1/least-privilege/grants?limit={MaxLines}&days={call.Arguments.GetValue(days)}&state={Uri.EscapeDataString(call.Arguments.GetValue(state)!)}");
            using var api = ConsoleApi.Connect(around);
            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, query), call.CancellationToken);
            var text = string.Join('\n', Lines(answer.Read<UseAnswer>()));
            return call.Output.Succeed(answer.HasMore ? $"{text}\nthese are the first {MaxLines}: the API has the rest" : text, answer.Json);
        });
    }

    private static IEnumerable<string> Lines(UseAnswer answer)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture, $"over {answer.Window.Days} days, since {answer.Window.Since:yyyy-MM-dd}: {answer.Unused} unused, {answer.Unproven} not seen but unproven, {answer.Used} used");
        if (answer.Window.Earliest is null)
            yield return "no engine sent a decision in that time: nothing can be said of any grant";
        else if (!answer.Window.ReachesBeginning)
            yield return string.Create(CultureInfo.InvariantCulture, $"the log begins only {answer.Window.Earliest:yyyy-MM-dd}: no grant is called unused over more than it holds");
        foreach (var grant in answer.Grants)
            yield return Line(grant);
    }

    private static string Line(UsedGrantAnswer grant)
    {
        var use = grant.LastUsed is { } last ? string.Create(CultureInfo.InvariantCulture, $"{grant.Count:N0} decisions, last {last:yyyy-MM-dd}") : "no decisions";
        var heard = string.Create(CultureInfo.InvariantCulture, $"heard from {grant.Heard} engine(s) on {grant.FewestDays} day(s) at least");
        var silent = Hops("silent", grant.Silent) + Hops("silent on the first day", grant.Late.IsDefault ? [] : grant.Late);
        var changed = grant.ChangedWithin ? "; changed within the window" : "";
        var lost = grant.Lost > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {grant.Lost:N0} decisions lost there") : "";
        return $"{grant.Name}: {grant.State}, {use}; {heard}{silent}{changed}{lost}";
    }

    private static string Hops(string what, IReadOnlyCollection<SilentAnswer> hops) =>
        hops.Count == 0 ? "" : $"; {what}: {string.Join(", ", hops.Take(3).Select(hop => $"{hop.Engine ?? "no engine"} before {hop.Service} in {hop.Environment}"))}";
}
