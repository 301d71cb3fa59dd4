using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Bundles;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [InlineData("""{ "b": {"c": 1.50}, "a": [1, true, null, "x<y"] }""", "3638fe9e3d2895027db270d19d5f23fe9b7b39801a9d3843d0d3bdbc7b970c53")]
    public void StructuredFile_HashesAsOpaDoes(string json, string hash) => Assert.Equal(hash, FileHash.Of(Sample.File("access/data.json", json)));

    [Fact]
    public void OtherFiles_HashByTheirBytes() => Assert.Equal(
        Convert.ToHexStringLower(SHA256.HashData("{ }"u8)), FileHash.Of(Sample.File("nginx/policy.json", "{ }")));

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""["\u0001\b\f\n\r\t\"\\\/"]""", """["\u0001\b\f\n\r\t\"\\/"]""")]
    [InlineData("""["\u2028é\u007f😀<>&'"]""", "[\"\\u2028é\u007f😀<>&'\"]")]
    [InlineData("""{"😀":1,"\uffee":2,"a":3,"":4,"aa":5}""", """{"":4,"a":3,"aa":5,"￮":2,"😀":1}""")]
    [InlineData("[1e3,-0,1.50]", "[1e3,-0,1.50]")]
    [InlineData("\uFEFF[]", "[]")]
    public void Form_IsGosWithoutHtmlEscaping(string json, string canonical) => Assert.Equal(canonical, Canonical(json));

    [Theory]
    [InlineData("{")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("")]
    public void WhatIsNotJson_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => Canonical(json));

    [Fact]
    public void Manifest_IsCanonicalAsWritten()
    {
        var text = Encoding.UTF8.GetString(Sample.Manifest.Write());

        Assert.Equal(Canonical(text), text);
        Assert.Contains("\"revision\":\"42\"", text, StringComparison.Ordinal);
        Assert.Contains("\"service\":null", text, StringComparison.Ordinal);
    }

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)).Span);
}
