using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Validation;

/// <summary>Every text of every object, each in turn replaced by what somebody could try to slip in: characters that deceive are refused where they stand, and nothing breaks.</summary>
public sealed class HostileTextTests
{
    private static readonly JsonNode Document = JsonNode.Parse(PolicyPrinter.ToJson(PolicyReader.Read(Encoding.UTF8.GetBytes(ValidPolicy.Text), DocumentFormat.Yaml).Document))!;

    [Theory]
    [InlineData("a\u202eb")]
    [InlineData("a\u2066b\u2069")]
    [InlineData("\u200eab")]
    [InlineData("a\u0000b")]
    [InlineData("a\u0007b")]
    [InlineData("a\u0085b")]
    public void Characters_ThatDeceive_AreRefusedInEveryField(string hostile)
    {
        foreach (var pointer in Leaves())
        {
            var problems = ProblemsWith(pointer, hostile);
            Assert.True(problems.Any(p => p.Severity == Severity.Error && pointer.StartsWith(p.Pointer, StringComparison.Ordinal) && p.Pointer.Length > 0), $"{pointer}: {string.Join("; ", problems.Select(p => p.Pointer + " " + p.Code))}");
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("p\u0430yments")]
    [InlineData("=cmd|'/c calc'!A0")]
    [InlineData("${jndi:ldap://x}\" ; return 200 '")]
    public void Markup_ConfusablesAndCode_AreTakenAsTextOrRefused_AndSaidShort(string hostile)
    {
        foreach (var pointer in Leaves())
            Assert.All(ProblemsWith(pointer, hostile), p => Assert.True(p.Message.Length < 1_000, $"{pointer}: {p.Message.Length}"));
    }

    [Fact]
    public void Text_OfAMillionLetters_IsNeverRepeatedInAMessage()
    {
        var hostile = new string('x', 1_000_000);
        foreach (var pointer in Leaves())
            Assert.All(ProblemsWith(pointer, hostile), p => Assert.True(p.Message.Length < 2_000, $"{pointer}: {p.Message.Length}"));
    }

    private static List<Diagnostic> ProblemsWith(string pointer, string text)
    {
        var damaged = Document.DeepClone();
        var steps = pointer[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var parent = steps[..^1].Aggregate(damaged, (node, step) => node is JsonArray array ? array[int.Parse(step, null)]! : node[step]!);
        if (parent is JsonArray list)
            list[int.Parse(steps[^1], null)] = text;
        else
            parent[steps[^1]] = text;
        var reading = PolicyReader.Read(Encoding.UTF8.GetBytes(damaged.ToJsonString()), DocumentFormat.Json);
        return [.. reading.Problems, .. PolicyValidator.Validate(reading.Document, ValidPolicy.Options)];
    }

    private static List<string> Leaves()
    {
        var found = new List<string>();
        Walk(Document, "");
        Assert.True(found.Count > 80, $"{found.Count}");
        return found;

        void Walk(JsonNode? node, string at)
        {
            switch (node)
            {
                case JsonObject map:
                    foreach (var (name, value) in map)
                        Walk(value, $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
                    break;
                case JsonArray list:
                    foreach (var (index, value) in list.Index())
                        Walk(value, $"{at}/{index}");
                    break;
                case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                    found.Add(at);
                    break;
            }
        }
    }
}
