using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Deciding;
using AccessConsole.Distribution.Describing;
using AccessConsole.Distribution.Discovery;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Tests.Support;
using Microsoft.OpenApi;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>That the machine side's document leaves nothing unsaid. Whether it is true, every answer of every test of the machine side says: see <see cref="DescribedAnswers"/>.</summary>
public sealed class MachineDescriptionTests
{
    private static readonly JsonNode Document = JsonNode.Parse(MachineDescription.Json)!;

    private static IEnumerable<(string Name, JsonNode Described)> Operations => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Where(member => member.Key != "parameters").Select(member => ($"{member.Key} {path.Key}", member.Value!)));

    [Fact]
    public void Document_IsReadWithoutErrors()
    {
        var read = OpenApiDocument.Parse(MachineDescription.Json, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(["/"], read.Document!.Servers!.Select(server => server.Url));
    }

    /// <summary>Generated clients call their methods by ids.</summary>
    [Fact]
    public void OperationIds_StayAsTheyAre()
    {
        Assert.DoesNotContain(Operations.CountBy(operation => operation.Described.Text("operationId")), pair => pair.Value > 1);
        var ids = string.Concat(Operations.Select(operation => $"{operation.Described.Text("operationId")}: {operation.Name}\n"));
        Golden.Matches(Repository.PathTo("App.Tests", "TestData", "openapi-machine"), new Dictionary<string, string> { ["operations.txt"] = ids });
    }

    [Fact]
    public void EveryOperation_SaysWhatItIsAndWhoMayCallIt()
    {
        var tags = Document["tags"]!.AsArray().Select(tag => tag!.Text("name")).ToHashSet();
        foreach (var (name, described) in Operations)
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)described["summary"]), name);
            Assert.True(described["security"] is JsonArray, name);
            Assert.True(described["tags"] is JsonArray { Count: 1 } own && tags.Contains(own[0]!.GetValue<string>()), name);
            Assert.Contains(described["responses"]!.AsObject(), response => response.Key[0] == '2');
        }
    }

    [Theory]
    [InlineData("parameters")]
    [InlineData("responses")]
    [InlineData("headers")]
    [InlineData("schemas")]
    [InlineData("securitySchemes")]
    public void EveryComponent_IsDescribed_AndUsed(string kind)
    {
        var text = MachineDescription.Json;
        foreach (var (name, component) in Document["components"]![kind]!.AsObject())
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)component!["description"]), name);
            Assert.Contains(kind == "securitySchemes" ? $"\"{name}\": []" : $"#/components/{kind}/{name}\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryMember_IsDescribed() => Assert.Empty(Undescribed(Document["components"]!["schemas"], "schemas"));

    [Fact]
    public void Envoys_Types_AreThoseThatAreServed() => Assert.Equal(
        DiscoveryTypes.Names.Split(", ").Select(type => DiscoveryTypes.PathPrefix + type),
        Document["paths"]!.AsObject().Select(path => path.Key).Where(path => path.StartsWith(DiscoveryTypes.PathPrefix, StringComparison.Ordinal)));

    [Fact]
    public void Words_AreThoseThatAreAnswered()
    {
        var components = Document["components"]!;
        Assert.Equal(Enum.GetValues<DecisionReason>().Select(reason => reason.Name()).Order(StringComparer.Ordinal), Values(components["schemas"]!["Decided"]!["properties"]!["reason"]!).Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<Target>().Select(target => target.Name()), Values(components["parameters"]!["Target"]!["schema"]!));
        Assert.Equal(DecideCall.MaxRequests, components["schemas"]!["AskedRequests"]!["properties"]!["requests"]!.Number("maxItems"));
    }

    [Fact]
    public void EveryAddress_IsDescribed()
    {
        var paths = Document["paths"]!.AsObject().Select(path => path.Key).ToArray();
        foreach (var prefix in (string[])[BundleCatalog.PathPrefix, BundleAddress.PinnedPrefix, DiscoveryTypes.PathPrefix, "/v1/authz/", "/v1/keys", "/v1/status", "/v1/decide", "/v1/logs", "/healthz", "/readyz"])
            Assert.Contains(paths, path => path.StartsWith(prefix, StringComparison.Ordinal));
        Assert.Contains(paths, path => path.EndsWith(BundleAddress.FreshnessSuffix, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Undescribed(JsonNode? node, string path)
    {
        if (node is JsonArray items)
            return items.SelectMany((item, index) => Undescribed(item, $"{path}/{index}"));
        if (node is not JsonObject members)
            return [];
        var lacking = members["properties"] is JsonObject properties
            ? properties.Where(member => string.IsNullOrWhiteSpace((string?)member.Value!["description"])).Select(member => $"{path}/{member.Key}")
            : [];
        return lacking.Concat(members.SelectMany(member => Undescribed(member.Value, $"{path}/{member.Key}")));
    }

    private static IEnumerable<string> Values(JsonNode schema) => schema["enum"]!.AsArray().Select(value => value!.GetValue<string>());
}
