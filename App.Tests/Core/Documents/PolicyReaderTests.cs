using System.Text;
using System.Text.Json;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Core.Validation;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Documents;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Text_LargerThanTheLimit_IsRefused() =>
        Assert.Equal(DiagnosticCodes.TextTooLarge, Only(PolicyReader.Read(new byte[PolicyReader.MaxBytes + 1], DocumentFormat.Yaml)).Code);

    [Fact]
    public void Text_NotUtf8_IsRefusedAtThePlace()
    {
        byte[] text = [.. "apiVersion: access/v1\nä: "u8, 0xC3, 0x28];
        Assert.Equal((DiagnosticCodes.TextNotUtf8, 2, 4), Place(Only(PolicyReader.Read(text, DocumentFormat.Yaml))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n# nothing\n")]
    public void Text_Empty_IsRefused(string text) => Assert.Equal(DiagnosticCodes.DocumentEmpty, Only(Yaml(text)).Code);

    [Fact]
    public void Text_WithByteOrderMark_IsRead() => Assert.False(Yaml("\ufeffapiVersion: access/v1").HasErrors);

    [Theory]
    [InlineData("{\"apiVersion\": \"access/v1\",\n}", 2)]
    [InlineData("{\n// comment\n}", 2)]
    [InlineData("{} {}", 1)]
    [InlineData("{\"a\":", 1)]
    public void Json_Broken_IsRefusedAtItsLine(string json, int line)
    {
        var problem = Only(Json(json));
        Assert.Equal((DiagnosticCodes.JsonSyntax, line), (problem.Code, problem.Line));
    }

    [Fact]
    public void Json_Problem_HasLineAndColumn()
    {
        var problem = Only(Json("{\"apiVersion\": \"access/v1\",\n \"ä\": 1, \"environments\": [\n  {\"name\": 5}]}"), DiagnosticCodes.NotAString);
        Assert.Equal((DiagnosticCodes.NotAString, 3, 12), Place(problem));
        Assert.Equal("/environments/0/name", problem.Pointer);
    }

    [Fact]
    public void Json_DuplicateKeyAndLoneSurrogate_AreRefused()
    {
        var problems = Json("""{"apiVersion":"access/v1","grants":[],"grants":[],"environments":[{"name":"\ud800"}]}""").Problems;
        Assert.Equal([DiagnosticCodes.DuplicateKey, DiagnosticCodes.TextCharacter], problems.Select(p => p.Code));
    }

    [Theory]
    [InlineData(DocumentFormat.Json)]
    [InlineData(DocumentFormat.Yaml)]
    public void Nesting_DeeperThanTheLimit_IsRefused(DocumentFormat format) =>
        Assert.Equal(DiagnosticCodes.NestingTooDeep, Only(PolicyReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), format)).Code);

    [Fact]
    public void AliasBomb_IsRefusedWithoutBeingBuilt()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 40; i++)
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        Assert.Contains(Yaml(bomb.ToString()).Problems, p => p.Code == DiagnosticCodes.YamlAlias);
    }

    [Fact]
    public void AnyText_IsReadOrRefused() => Gen.String[Gen.OneOf(Gen.Char["[]{}:,-?&*!|>'\"%@`# \n\tab0~"], Gen.Char), 0, 60].Sample(text =>
    {
        Assert.NotEmpty(Yaml(text).Problems);
        Assert.NotEmpty(Json(text).Problems);
    }, iter: 5_000);

    [Fact]
    public void AnyDamage_ToAValidDocument_IsReadOrRefused() =>
        Gen.Select(Gen.Int[0, ValidPolicy.Text.Length - 1], Gen.Char["[]{}:,-?&*!|>'\"%@`# \n\tab0~"]).Sample((at, c) =>
            Assert.NotNull(Yaml(ValidPolicy.Text[..at] + c + ValidPolicy.Text[(at + 1)..]).Locations), iter: 500);

    [Fact]
    public void Json_OfTheSameShape_ReadsTheSame()
    {
        var document = PolicyReader.Read(Encoding.UTF8.GetBytes(ValidPolicy.Text), DocumentFormat.Yaml).Document;
        var again = PolicyReader.Read(PolicyPrinter.ToJson(document), DocumentFormat.Json);
        Assert.Equal(PolicyPrinter.ToYaml(document), PolicyPrinter.ToYaml(again.Document));
    }

    [Fact]
    public void Request_OfTheApi_IsReadWithCanonicalClaims()
    {
        var (request, problems) = Ask("""{"claims":{"b":1.0,"a":{"d":null,"c":[true]}},"environment":"production","service":"payments","method":"GET","path":"/a\u0000","time":"2026-12-01T00:00:00+01:00"}""");
        Assert.Empty(problems);
        Assert.Equal("""{"a":{"c":[true],"d":null},"b":1}""", request!.Claims);
        Assert.Equal("/a\0", request.Path);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero), request.Time);
    }

    [Theory]
    [InlineData("""{"pipelin":"x"}""", DiagnosticCodes.UnknownMember, "/pipelin")]
    [InlineData("""{"pipeline":5}""", DiagnosticCodes.NotAString, "/pipeline")]
    [InlineData("""{"claims":[]}""", DiagnosticCodes.WrongType, "/claims")]
    [InlineData("""{"claims":{"a":1,"a":2}}""", DiagnosticCodes.DuplicateKey, "/claims/a")]
    [InlineData("""[]""", DiagnosticCodes.WrongType, "")]
    public void Request_OfTheApi_Malformed_IsReported(string json, string code, string pointer)
    {
        var problem = Assert.Single(Ask(json).Problems);
        Assert.Equal((code, pointer, null), (problem.Code, problem.Pointer, problem.Line));
    }

    [Fact]
    public void Request_OfTheApi_WithNothing_IsStillARequest()
    {
        var (request, problems) = Ask("""{"pipeline":null,"time":null}""");
        Assert.Empty(problems);
        Assert.Equal(new DecisionRequest { Environment = "", Service = "", Method = "", Path = "" }, request);
    }

    private static (DecisionRequest? Request, System.Collections.Immutable.ImmutableArray<Diagnostic> Problems) Ask(string json)
    {
        using var document = JsonDocument.Parse(json);
        return DecisionRequestJson.Read(document.RootElement);
    }

    private static PolicyReading Yaml(string text) => PolicyReader.Read(Encoding.UTF8.GetBytes(text), DocumentFormat.Yaml);

    private static PolicyReading Json(string text) => PolicyReader.Read(Encoding.UTF8.GetBytes(text), DocumentFormat.Json);

    private static Diagnostic Only(PolicyReading reading) => Assert.Single(reading.Problems);

    private static Diagnostic Only(PolicyReading reading, string code) => Assert.Single(reading.Problems, p => p.Code == code);

    private static (string, int?, int?) Place(Diagnostic problem) => (problem.Code, problem.Line, problem.Column);
}
