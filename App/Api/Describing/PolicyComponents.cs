using System.Text.Json.Nodes;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace AccessConsole.Api.Describing;

/// <summary>The schemas of the policy document as the description has them: those of <see cref="PolicySchema"/>, with the patch that is made of the same objects.</summary>
internal static class PolicyComponents
{
    public const string Document = "PolicyDocument";
    public const string Patch = "PolicyPatch";
    public const string DraftEdit = "DraftEdit";
    public const string DocumentOrPatch = "PolicyDocumentOrPatch";
    public const string Grant = Prefix + "Grant";
    public const string DecisionRequest = Prefix + "Request";
    public const string DecisionRequests = "DecisionRequests";
    public const string SignerBase = "SignerBase";

    private const string Prefix = "Policy";
    private const string Components = "#/components/schemas/";
    private const string Definitions = "#/$defs/";

    public static void AddTo(OpenApiDocument document)
    {
        var root = JsonNode.Parse(PolicySchema.Json)!.AsObject();
        foreach (var (name, definition) in root["$defs"]!.AsObject())
            Add(document, NameOf(name), definition!.DeepClone().AsObject());
        Add(document, Patch, PatchOf(root["properties"]!.AsObject()));
        Add(document, DraftEdit, DraftEditOf(PatchOf(root["properties"]!.AsObject())));
        foreach (var member in (string[])["$schema", "$id", "$defs", "title"])
            root.Remove(member);
        Add(document, Document, root);
        Add(document, DocumentOrPatch, new JsonObject
        {
            ["description"] = "A whole document, which has `apiVersion`, or a patch: an object of nothing but `upsert` and `delete`, one of them at least. A patch is sent as JSON.",
            ["oneOf"] = new JsonArray(Reference(Document), Reference(Patch)),
        });
        Add(document, DecisionRequests, Object("What is asked of the policy, one decision each.", new JsonObject
        {
            ["requests"] = new JsonObject { ["type"] = "array", ["description"] = "The requests, in the order in which they are answered.", ["maxItems"] = 10_000, ["items"] = Reference(DecisionRequest) },
        }));
        Add(document, SignerBase, SignerBaseOf());
    }

    private static JsonObject PatchOf(JsonObject lists)
    {
        var (upsert, delete) = (new JsonObject(), new JsonObject());
        foreach (var key in PolicyKinds.All.Select(kind => kind.DocumentKey()))
        {
            upsert[key] = lists[key]!.DeepClone();
            delete[key] = new JsonObject { ["type"] = "array", ["description"] = "The names of those that are taken out.", ["items"] = Typed("string") };
        }

        return Object("Objects of the policy that are put in or replaced, and names of those that are taken out.", new JsonObject
        {
            ["upsert"] = Object("Objects that are put in, or replaced by their ids or names.", upsert),
            ["delete"] = Object("Objects that are taken out.", delete),
        });
    }

    private static JsonObject DraftEditOf(JsonObject patch)
    {
        patch["description"] = "What a draft is to become. Where `title` stands alone the patch stays as it is; without it the title does.";
        patch["properties"]!["title"] = new JsonObject { ["type"] = "string", ["description"] = "What the change is called, in one line.", ["minLength"] = 1, ["maxLength"] = ChangeTitle.MaxCharacters };
        return patch;
    }

    private static JsonObject SignerBaseOf() => Object("What a signer begins with; `signer init` reads it.", new JsonObject
    {
        ["revision"] = Typed("integer", "The revision that it stands at."),
        ["policyRevision"] = Typed("integer", "The revision at which the policy last changed."),
        ["policyDigest"] = Typed("string", "The digest of the policy and its history."),
        ["effectiveAt"] = new JsonObject { ["type"] = "string", ["format"] = "date-time", ["description"] = "From when on the revision is in force." },
        ["issuerKeys"] = new JsonObject { ["description"] = "The keys that were fetched of identity providers, as those make them." },
        ["scopes"] = Typed("object", "The current archives of each bundle; none where a signer begins."),
        ["request"] = new JsonObject { ["type"] = new JsonArray("null", "string"), ["description"] = "The digest of the request that led here; none where a signer begins." },
        ["chain"] = new JsonObject { ["type"] = new JsonArray("null", "string"), ["description"] = "The digest of everything that was signed before; none where a signer begins." },
        ["document"] = new JsonObject { ["$ref"] = Components + Document, ["description"] = "The policy." },
    });

    private static JsonObject Object(string description, JsonObject properties)
    {
        var schema = Typed("object");
        schema["description"] = description;
        schema["additionalProperties"] = false;
        schema["properties"] = properties;
        return schema;
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject Typed(string type, string description) => new() { ["type"] = type, ["description"] = description };

    private static JsonObject Reference(string name) => new() { ["$ref"] = Components + name };

    private static string NameOf(string definition) => $"{Prefix}{char.ToUpperInvariant(definition[0])}{definition[1..]}";

    private static void Add(OpenApiDocument document, string name, JsonObject schema)
    {
        Refer(schema);
        var read = OpenApiModelFactory.Parse<OpenApiSchema>(schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _, "json");
        document.AddComponent<IOpenApiSchema>(name, read ?? throw new InvalidOperationException($"the schema `{name}` cannot be read"));
    }

    /// <summary>Definitions are components here.</summary>
    private static void Refer(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Refer(item);
        }
        else if (node is JsonObject schema)
        {
            if (schema["$ref"]?.GetValue<string>() is { } target && target.StartsWith(Definitions, StringComparison.Ordinal))
                schema["$ref"] = Components + NameOf(target[Definitions.Length..]);
            foreach (var (_, member) in schema.ToArray())
                Refer(member);
        }
    }
}
