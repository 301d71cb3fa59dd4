using System.Text.Json.Nodes;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>The checker objects to what Consul's API refuses: one change of good entries each.</summary>
public sealed class ConsulEntryCheckerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("{\"Name\":\"storefront\",", "{\"Name\":\"storefront\",\"permissions\":[],", "unknown member")]
    [InlineData("\"PathExact\":\"/b\"", "\"PathExact\":\"b\"", "beginning with '/'")]
    [InlineData("\"PathExact\":\"/b\"", "\"PathExact\":\"/b\",\"PathPrefix\":\"/b\"", "at most one of")]
    [InlineData("\"PathExact\":\"/b\"", "\"PathRegex\":\"/(?!b)\"", "regex")]
    [InlineData("\"Methods\":[\"GET\"]", "\"Methods\":[\"GET\",\"GET\"]", "more than once")]
    [InlineData("\"Methods\":[\"GET\"]", "\"Methods\":[\"FETCH\"]", "invalid method")]
    [InlineData("\"Present\":true", "\"Present\":true,\"Exact\":\"a\"", "Header")]
    [InlineData("{\"Name\":\"storefront\",", "{\"Name\":\"store*\",", "a service or *")]
    [InlineData("{\"Name\":\"storefront\",", "{\"Name\":\"*\",", "more than once")]
    [InlineData("{\"Name\":\"storefront\",", "{\"Name\":\"storefront\",\"Action\":\"allow\",", "must be omitted")]
    [InlineData("{\"Name\":\"access.production.api.ci\",\"VerifyClaims\"", "{\"Name\":\"other\",\"VerifyClaims\"", "does not exist")]
    [InlineData("\"Path\":[\"pipeline_id\"]", "\"Path\":[]", "VerifyClaims")]
    [InlineData("\"Name\":\"api\"", "\"Name\":\"*\"", "cannot be specified")]
    [InlineData("\"managed-by\"", "\"managed by\"", "Meta")]
    [InlineData("\"JWKS\":\"", "\"JWKS\":\"!", "base64")]
    public void Entry_Damaged_IsRefused(string text, string instead, string complaint)
    {
        var good = ConsulPolicies.Compile(PolicySet.Of(ConsulPolicies.Small()), "production", "api", Now).ToJsonString();
        Assert.Contains(text, good, StringComparison.Ordinal);
        var bad = good.Replace(text, instead, StringComparison.Ordinal);
        Assert.Contains(ConsulEntryChecker.Check(JsonNode.Parse(bad)!.AsArray()), c => c.Contains(complaint, StringComparison.Ordinal));
    }
}
