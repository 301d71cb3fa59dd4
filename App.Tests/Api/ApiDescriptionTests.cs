using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Microsoft.OpenApi;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>That the served description leaves nothing of an operation unsaid. Whether it is true, every answer of every test of the API says: see <see cref="DescribedAnswers"/>.</summary>
public sealed partial class ApiDescriptionTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string ProblemSchema = "#/components/schemas/ProblemDocument";

    /// <summary>What any operation may answer that is not open to everybody.</summary>
    private static readonly string[] ProblemsOfAll = ["401", "403", "500", "503"];

    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task EveryOperation_SaysAllOfItself()
    {
        var document = await DocumentAsync();
        var lacking = OperationsOf(document).SelectMany(operation => FindLacks(operation).Select(lack => $"{operation.Name}: {lack}")).ToArray();
        Assert.True(lacking.Length == 0, string.Join('\n', lacking));
    }

    [Fact]
    public async Task EveryOperation_HasAnIdOfItsOwn()
    {
        var ids = OperationsOf(await DocumentAsync()).Select(operation => operation.Described["operationId"]?.GetValue<string>() ?? "").ToArray();
        Assert.True(ids.Length > 125);
        Assert.DoesNotContain(ids.CountBy(id => id), pair => pair.Value > 1);
        Assert.All(ids, id => Assert.Matches(OperationId(), id));
    }

    /// <summary>Generated clients call their methods by ids, so that one that changes breaks whoever uses it.</summary>
    [Fact]
    public async Task OperationIds_StayAsTheyAre()
    {
        var ids = string.Concat(OperationsOf(await DocumentAsync()).Select(operation => $"{operation.Described.Text("operationId")}: {operation.Name}\n"));
        Golden.Matches(Repository.PathTo("App.Tests", "TestData", "openapi"), new Dictionary<string, string> { ["operations.txt"] = ids });
    }

    [Fact]
    public async Task Tags_AreDescribed_AndUsed()
    {
        var document = await DocumentAsync();
        var described = document["tags"]!.AsArray().Select(tag => tag!.Text("name")).ToArray();
        Assert.All(document["tags"]!.AsArray(), tag => Assert.NotEqual("", tag!.Text("description")));
        Assert.Equal("Policy", described[0]);
        Assert.Equal(described.Order(StringComparer.Ordinal), OperationsOf(document).SelectMany(o => o.Described["tags"]!.AsArray()).Select(tag => tag!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>But for those of keys, which are RFC 7517's.</summary>
    [Fact]
    public async Task EverySchema_AndEveryMember_IsDescribed()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();
        Assert.True(schemas.Count > 200);
        var lacking = schemas.Where(schema => IsBlank(schema.Value)).Select(schema => schema.Key)
            .Concat(schemas.Where(schema => schema.Key != "PolicyKey").SelectMany(schema => Undescribed(schema.Value, schema.Key))).ToArray();
        Assert.True(lacking.Length == 0, string.Join('\n', lacking));
    }

    /// <summary>What is written of members is read by people who know the wire and no other name.</summary>
    [Fact]
    public async Task Words_OfTheDescription_NameNothingOfTheCode()
    {
        var words = Words(await DocumentAsync(), "").ToArray();
        Assert.True(words.Length > 1_500);
        Assert.DoesNotContain(words, word => CodeName().IsMatch(word.Text));
    }

    /// <summary>Clients are generated from these: a member that is gone or is of another type breaks them.</summary>
    [Fact]
    public async Task Members_StayAsTheyAre()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();
        var members = schemas.SelectMany(schema => schema.Value!["properties"]?.AsObject().Select(member =>
            $"{schema.Key}.{member.Key}{(IsRequired(schema.Value!, member.Key) ? "" : "?")}: {TypeOf(member.Value!)}\n") ?? []);
        Golden.Matches(Repository.PathTo("App.Tests", "TestData", "openapi-members"), new Dictionary<string, string> { ["members.txt"] = string.Concat(members) });
    }

    [Fact]
    public async Task EveryMember_OfAnAnswer_HasASchema()
    {
        var document = await DocumentAsync();
        var bare = document["components"]!["schemas"]!.AsObject()
            .SelectMany(schema => schema.Value!["properties"]?.AsObject().Where(member => IsBare(member.Value)).Select(member => $"{schema.Key}.{member.Key}") ?? [])
            .ToArray();
        // Keys of issuers are as issuers make them.
        Assert.Equal(["SignerBase.issuerKeys"], bare.Where(name => !name.StartsWith("PolicyKey.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Document_IsReadWithoutErrors()
    {
        var read = OpenApiDocument.Parse((await DocumentAsync()).ToJsonString(), "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.NotNull(read.Document!.Info.Description);
        Assert.Equal(["/"], read.Document.Servers!.Select(server => server.Url));
        Assert.Equal(["bearer", "session"], read.Document.Components!.SecuritySchemes!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_IsTheSame_WhoeverAsksAndWherever()
    {
        var first = await TextAsync(Host.Bootstrap);
        Assert.Equal(first, await TextAsync(await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Viewer)));
        await using var database = new DatabaseFixture(console.Postgres);
        await database.InitializeAsync();
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString);
        Assert.NotEqual(Host.Address, other.Address);
        Assert.Equal(first, await TextAsync(other.Bootstrap));
    }

    private static IEnumerable<string> FindLacks(Operation operation)
    {
        var (path, described) = (operation.Name, operation.Described);
        if (string.IsNullOrWhiteSpace((string?)described["summary"]))
            yield return "no summary";
        if (described["tags"] is not JsonArray { Count: 1 })
            yield return "not one tag";
        var isOpen = !path.Contains("/api/", StringComparison.Ordinal);
        if (described["security"] is JsonArray { Count: > 0 } == isOpen)
            yield return "it does not say who may call it";
        var responses = described["responses"]!.AsObject();
        foreach (var lack in responses.SelectMany(pair => FindLacks(pair.Key, pair.Value!)).Concat(described["parameters"]?.AsArray().SelectMany(p => FindLacks(p!)) ?? []))
            yield return lack;
        if (responses.Count(pair => pair.Key[0] == '2') != 1)
            yield return "not one success";
        foreach (var missing in ProblemsOfAll.Where(problem => !isOpen && !responses.ContainsKey(problem)))
            yield return $"no {missing}";
        if (path.Contains('{') && !responses.ContainsKey("404") && !path.StartsWith("get /api/v1/rollouts/{revision}/points", StringComparison.Ordinal))
            yield return "no 404, though it names one thing";
        if (described["requestBody"] is { } body)
        {
            foreach (var status in (string[])["400", "413", "415"])
            {
                if (!responses.ContainsKey(status))
                    yield return $"a body and no {status}";
            }

            if (body["content"] is not JsonObject { Count: > 0 } content || content.Any(type => IsBare(type.Value!["schema"])))
                yield return "a body without schema";
        }

        var takesIfMatch = described["parameters"]?.AsArray().Any(p => p!.Text("name") == "If-Match") == true;
        if (takesIfMatch && !responses.ContainsKey("412"))
            yield return "If-Match and no 412";
        if (described["parameters"]?.AsArray().Any(p => p!.Text("name") == "limit") == true && responses["200"]?["headers"]?["Link"] is null)
            yield return "pages and no Link";
    }

    private static IEnumerable<string> FindLacks(string status, JsonNode response)
    {
        if (string.IsNullOrWhiteSpace((string?)response["description"]))
            yield return $"{status} without description";
        var content = response["content"]?.AsObject();
        if (status == "204" ? content is not null : content is not { Count: > 0 })
            yield return $"{status} without media type, or with one where there is no body";
        // The schema of schemas is no schema of ours.
        foreach (var (type, media) in content?.Where(pair => pair.Key != "application/schema+json") ?? [])
        {
            if (IsBare(media!["schema"]))
                yield return $"{status} {type} without schema";
            if (status[0] is '4' or '5' && (type != "application/problem+json" || (string?)media["schema"]?["$ref"] != ProblemSchema))
                yield return $"{status} is no problem document";
        }

        if (status == "201" && response["headers"]?["Location"] is null)
            yield return "201 without Location";
        if (status is "429" or "503" && response["headers"]?["Retry-After"] is null)
            yield return $"{status} without Retry-After";
    }

    private static IEnumerable<string> FindLacks(JsonNode parameter)
    {
        var (name, schema) = (parameter.Text("name"), parameter["schema"]);
        if (string.IsNullOrWhiteSpace((string?)parameter["description"]))
            yield return $"parameter {name} without description";
        if (char.IsUpper(name[0]) && name != "If-Match")
            yield return $"parameter {name} is spelt otherwise than addresses are";
        if (schema?["type"] is not JsonValue type)
            yield return $"parameter {name} is not of one type";
        else if (type.GetValue<string>() == "integer" && schema["minimum"] is null)
            yield return $"parameter {name} without bounds";
        else if (type.GetValue<string>() == "string" && schema["maxLength"] is null && schema["format"] is null && schema["enum"] is null)
            yield return $"parameter {name} without bounds";
    }

    private static bool IsBlank(JsonNode? described) => string.IsNullOrWhiteSpace((string?)described?["description"]);

    private static IEnumerable<string> Undescribed(JsonNode? node, string path) => node switch
    {
        JsonArray items => items.SelectMany((item, index) => Undescribed(item, $"{path}/{index}")),
        JsonObject members => (members["properties"] as JsonObject ?? []).Where(member => IsBlank(member.Value)).Select(member => $"{path}.{member.Key}")
            .Concat(members.SelectMany(member => Undescribed(member.Value, member.Key == "properties" ? path : $"{path}.{member.Key}"))),
        _ => [],
    };

    private static IEnumerable<(string Path, string Text)> Words(JsonNode? node, string path) => node switch
    {
        JsonArray items => items.SelectMany((item, index) => Words(item, $"{path}/{index}")),
        JsonObject members => members.SelectMany(member => member is { Key: "description" or "summary", Value: JsonValue text }
            ? [($"{path}/{member.Key}", text.GetValue<string>())]
            : Words(member.Value, $"{path}/{member.Key}")),
        _ => [],
    };

    private static bool IsRequired(JsonNode schema, string member) => schema["required"]?.AsArray().Any(name => name!.GetValue<string>() == member) == true;

    private static string TypeOf(JsonNode schema) =>
        schema["$ref"] is { } reference ? reference.GetValue<string>().Split('/')[^1]
        : schema["oneOf"] is JsonArray either ? string.Join(" or ", either.Select(one => TypeOf(one!)))
        : schema["enum"] is JsonArray values ? string.Join(" or ", values.Select(value => $"`{value}`"))
        : schema["type"] is JsonArray types ? string.Join(" or ", types.Select(type => type!.GetValue<string>() is "array" ? ListOf(schema) : type.GetValue<string>()))
        : (string?)schema["type"] switch
        {
            "array" => ListOf(schema),
            "object" when schema["additionalProperties"] is JsonObject map => $"map of {TypeOf(map)}",
            { } type => schema["format"] is { } format ? $"{type} {format}" : type,
            null => "anything",
        };

    private static string ListOf(JsonNode schema) => schema["items"] is { } items ? $"list of {TypeOf(items)}" : "list";

    /// <summary>Whether a schema says nothing of what it is of.</summary>
    private static bool IsBare(JsonNode? schema) =>
        schema is not JsonObject { Count: > 0 } described || !((string[])["type", "$ref", "oneOf", "anyOf", "allOf", "enum"]).Any(described.ContainsKey);

    private static IEnumerable<Operation> OperationsOf(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => new Operation($"{operation.Key} {path.Key}", operation.Value!)));

    private static async Task<string> TextAsync(HttpClient client)
    {
        using var answer = await client.CallAsync("GET", "/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await TextAsync(Host.Bootstrap))!;

    /// <summary>A name in the code's spelling, of a type or of a member.</summary>
    [GeneratedRegex(@"`[A-Z][a-z]+([A-Z][a-z]+)*(Json|Body|Request|Query)`|\b[A-Z][a-z]+[A-Z][a-z]+Json\b|T:AccessConsole|P:AccessConsole")]
    private static partial Regex CodeName();

    [GeneratedRegex("^[a-z][A-Za-z]+$")]
    private static partial Regex OperationId();

    private sealed record Operation(string Name, JsonNode Described);
}
