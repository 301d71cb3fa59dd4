using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Core.Validation;
using CsCheck;
using NJsonSchema;
using Xunit;

namespace AccessConsole.Tests.Core.Documents;

public sealed class PolicySchemaTests
{
    // NJsonSchema knows draft 2020-12's word for definitions by its older name only.
    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(PolicySchema.Json.Replace("$defs", "definitions", StringComparison.Ordinal), TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    [Fact]
    public void ValidDocument_FitsTheSchema() => Assert.Empty(Schema.Validate(Json(ValidPolicy.Text)));

    [Fact]
    public void GeneratedDocuments_FitTheSchema() => DocumentGenerators.Documents.Sample(document =>
        Assert.Empty(Schema.Validate(Encoding.UTF8.GetString(PolicyPrinter.ToJson(document)))), iter: 200);

    [Theory]
    [InlineData("\"access/v1\"", "\"access/v2\"")]
    [InlineData("\"effect\": \"allow\"", "\"effect\": \"permit\"")]
    [InlineData("\"branches\"", "\"branchs\"")]
    [InlineData("\"production\",\n      \"approvals\": 2", "\"production\",\n      \"approvals\": 21")]
    [InlineData("\"name\": \"shop\"", "\"name\": \"Shop;\"")]
    [InlineData("2027-02-01T00:00:00Z", "soon")]
    [InlineData("\"anyone\": true", "\"anyone\": \"yes\"")]
    [InlineData("\"deploys\",", "\"deploys\", \"priority\": 1,")]
    [InlineData("\"engine\": \"nginx\"", "\"engine\": \"apache\"")]
    public void DamagedDocument_DoesNotFit(string old, string replacement)
    {
        var json = Json(ValidPolicy.Text);
        Assert.Contains(old, json, StringComparison.Ordinal);
        Assert.NotEmpty(Schema.Validate(json.Replace(old, replacement, StringComparison.Ordinal)));
    }

    [Fact]
    public void Schema_ListsEveryKind()
    {
        foreach (var kind in PolicyKinds.All)
            Assert.Contains(kind.DocumentKey(), Schema.Properties.Keys);
    }

    private static string Json(string yaml) =>
        Encoding.UTF8.GetString(PolicyPrinter.ToJson(PolicyReader.Read(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml).Document));
}
