using System.Buffers.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>What an answer's <c>Access-Freshness</c> says, unverified.</summary>
internal static class FreshnessHeader
{
    public static string CheckpointOf(HttpResponseMessage answer) => Part(answer, 1).Text("checkpoint");

    public static string KeyIdOf(HttpResponseMessage answer) => Part(answer, 0).Text("kid");

    private static JsonNode Part(HttpResponseMessage answer, int part) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(Assert.Single(answer.Headers.GetValues("Access-Freshness")).Split('.')[part]))!;
}
