using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Documents;

public sealed class PolicyPrinterTests
{
    [Fact]
    public void Yaml_ReadBack_IsTheSameDocument() => DocumentGenerators.Documents.Sample(document =>
        AssertSame(document, PolicyReader.Read(Encoding.UTF8.GetBytes(PolicyPrinter.ToYaml(document)), DocumentFormat.Yaml)), iter: 1_000);

    [Fact]
    public void Json_ReadBack_IsTheSameDocument() => DocumentGenerators.Documents.Sample(document =>
        AssertSame(document, PolicyReader.Read(PolicyPrinter.ToJson(document), DocumentFormat.Json)), iter: 1_000);

    [Fact]
    public void Objects_InAnyOrder_PrintTheSame() => DocumentGenerators.Documents.Sample(document =>
        Assert.Equal(PolicyPrinter.ToYaml(document), PolicyPrinter.ToYaml(PolicyDocument.Of(document.Objects().Reverse()))), iter: 200);

    [Fact]
    public void Object_WrittenAlone_ReadsBack() => DocumentGenerators.Documents.Sample(document =>
    {
        foreach (var value in document.Objects())
        {
            Assert.Equal(value, PolicyObjectJson.Read(value.Kind, PolicyObjectJson.Write(value)));
            var (read, problems) = PolicyObjectJson.ReadYaml(value.Kind, PolicyPrinter.ToYaml(value));
            Assert.Empty(problems);
            Assert.Equal(value, read);
        }
    }, iter: 200);

    [Fact]
    public void Patch_Written_ReadsBack() => DocumentGenerators.Documents.Sample(document =>
    {
        var patch = new PolicyPatch
        {
            Upserts = document.Objects().ToValueList(),
            Deletes = document.Objects().Select(o => o.Reference).Distinct().ToValueList(),
        };
        Assert.Equal(patch, PatchJson.Read(PatchJson.Write(patch)));
        var reading = PolicyReader.ReadPatch(PatchJson.Write(patch));
        Assert.False(reading.HasErrors);
        Assert.Equal(patch, reading.Patch);
    }, iter: 200);

    [Fact]
    public void Yaml_Printed_IsAsAPersonWouldWriteIt()
    {
        var grant = new Grant
        {
            Name = "deploys",
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = new Selector.Names(["payments-deploy"]) },
            Role = "migrator",
            Environments = ["production"],
            When = new Conditions { Branches = [Pattern.Parse("main"), Pattern.Parse("release/*")] },
            Expires = new DateTimeOffset(2027, 2, 1, 2, 0, 0, TimeSpan.FromHours(2)),
            Reason = "PAY-1: schema moves",
        };
        Assert.Equal(
            """
            name: deploys
            effect: allow
            principals:
              pipelines:
                names: [payments-deploy]
            role: migrator
            environments: [production]
            when:
              branches: [main, release/*]
            expires: 2027-02-01T00:00:00Z
            reason: "PAY-1: schema moves"

            """,
            PolicyPrinter.ToYaml(grant));
    }

    [Fact]
    public void StoredObject_Damaged_IsAFormatException() =>
        Assert.Throws<FormatException>(() => PolicyObjectJson.Read(PolicyKind.Grant, """{"name":"x"}"""u8.ToArray()));

    private static void AssertSame(PolicyDocument document, PolicyReading reading)
    {
        Assert.Empty(reading.Problems);
        Assert.Equal(document, reading.Document);
    }
}
