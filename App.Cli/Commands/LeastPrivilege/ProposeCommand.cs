using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.LeastPrivilege;

/// <summary><c>accessctl propose</c>: grants for what known callers were refused.</summary>
internal static class ProposeCommand
{
    public static Command Create(Surroundings around)
    {
        var grant = new Argument<string?>("GRANT") { Description = "The proposed grant to draft; none lists them.", Arity = ArgumentArity.ZeroOrOne };
        var days = UseOptions.Days();
        var lifetime = new Option<int>("--lifetime") { Description = "After how many days a proposed grant ends.", DefaultValueFactory = _ => 30 };
        var command = new Command("propose", "Grants for calls of known callers that no grant allowed; with GRANT a draft of one, which is reviewed as any other.") { grant, days, lifetime };
        return command.Does(async call =>
        {
            var (span, ends) = (call.Arguments.GetValue(days), call.Arguments.GetValue(lifetime));
            using var api = ConsoleApi.Connect(around);
            if (call.Arguments.GetValue(grant) is { } name)
            {
                var drafted = await api.SendAsync(ConsoleRequest.Post("api/v1/least-privilege/proposals", new JsonObject { ["grant"] = name, ["days"] = span, ["lifetime"] = ends }), call.CancellationToken);
                return call.Output.Succeed($"draft {drafted.Read<DraftedAnswer>().Draft}: {drafted.Read<DraftedAnswer>().Title}", drafted.Json);
            }

            var answer = await api.SendAsync(new ConsoleRequest(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/v1/least-privilege/proposals?days={span}&lifetime={ends}")), call.CancellationToken);
            var proposals = answer.Read<ProposalsAnswer>();
            var text = proposals.Proposals.Length == 0 ? "nothing is proposed: no known caller was refused for want of a grant" : string.Join('\n', proposals.Proposals.Select(Line));
            return call.Output.Succeed(proposals.HasMore ? $"{text}\nthere are others, asked for less often" : text, answer.Json);
        });
    }

    private static string Line(ProposalAnswer proposal)
    {
        string[] refs = [.. proposal.Branches.Select(branch => $"branch {branch}"), .. proposal.Tags.Select(tag => $"tag {tag}")];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{proposal.Grant}: {proposal.Principal} to {proposal.Service} in {proposal.Environment}, {string.Join("; ", proposal.Permissions)}{(refs.Length == 0 ? "" : $", from {string.Join(" or ", refs)}")}, until {proposal.Expires:yyyy-MM-dd}; {proposal.Calls:N0} calls refused");
    }
}
