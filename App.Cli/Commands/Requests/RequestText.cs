using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Requests;

/// <summary>Requests as lines.</summary>
internal static class RequestText
{
    public static string Line(RequestAnswer request) =>
        $"{request.Id}  {State(request),-10}  {request.Principal} as {request.Role} in {request.Environment} for {request.Duration}, asked by {request.Requester.Name}{End(request)}";

    public static string Approvals(RequestPlace at) => string.Create(CultureInfo.InvariantCulture, $"approvals for {at.Place}: {at.Given} of {at.Needed}");

    private static string State(RequestAnswer request) => request.State switch
    {
        "inForce" => "in force",
        "endedEarly" => "taken back",
        var state => state,
    };

    private static string End(RequestAnswer request) => request.EndsAt is { } end ? $", ends {InstantText.Print(end)}" : "";
}
