using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Kubernetes;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class StatusConditionsTests
{
    [Theory]
    [InlineData("""{"metadata":{"generation":2}}""", null, false)]
    [InlineData("""{"metadata":{"generation":2},"status":{}}""", null, false)]
    [InlineData("""{"metadata":{"generation":2},"status":{"conditions":[{"type":"WaypointAccepted","status":"True","observedGeneration":"2"}]}}""", null, false)]
    [InlineData("""{"metadata":{"generation":2},"status":{"conditions":[{"type":"WaypointAccepted","status":"False","reason":"AncestorNotBound","observedGeneration":"2"}]}}""", "WaypointAccepted is false: AncestorNotBound", false)]
    [InlineData("""{"metadata":{"generation":3},"status":{"conditions":[{"type":"WaypointAccepted","status":"False","observedGeneration":"2"}]}}""", null, true)]
    [InlineData("""{"metadata":{"generation":1},"status":{"conditions":[{"type":"Reconciled","status":"False","observedGeneration":1}]}}""", null, false)]
    [InlineData("""{"metadata":{"generation":1},"status":{"parents":[{"conditions":[{"type":"Accepted","status":"False","reason":"NoMatchingParent","message":"no server","observedGeneration":1}]}]}}""", "Accepted is false: NoMatchingParent no server", false)]
    [InlineData("""{"metadata":{"generation":1},"status":{"validationMessages":[{"level":"ERROR","type":{"name":"InvalidRegexp"}}]}}""", "InvalidRegexp", false)]
    public void Status_SaysWhetherTheEngineEnforces(string live, string? refusal, bool isPending)
    {
        var acceptance = StatusConditions.Of(JsonNode.Parse(live)!.AsObject());
        Assert.Equal((refusal, isPending), (acceptance.Refusal, acceptance.IsPending));
    }
}
