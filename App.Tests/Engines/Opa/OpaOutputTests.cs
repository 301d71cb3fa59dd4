using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Opa;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>What OPA's bundles consist of, whatever it means.</summary>
public sealed class OpaOutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Assemble_OfAnyRowOrderAndCulture_GivesTheSameBytes() => Dice.Gen.Sample(
        dice =>
        {
            var document = DecisionGen.Document(dice, Now);
            var shuffled = document with
            {
                IdentityProviders = [.. document.IdentityProviders.Reverse()],
                Pipelines = [.. document.Pipelines.Reverse()],
                Workloads = [.. document.Workloads.Reverse()],
                Services = [.. document.Services.Reverse()],
                Roles = [.. document.Roles.Reverse()],
                Grants = [.. document.Grants.Reverse()],
            };
            var expected = OpaBundles.Compile(PolicySet.Of(document), "production");
            var culture = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = "minus", NumberGroupSeparator = "!" } };
            var actual = OpaBundles.Compile(PolicySet.Of(shuffled), "production");
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected.Select(f => f.Path), actual.Select(f => f.Path));
            Assert.All(expected.Zip(actual), pair => Assert.True(pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span), pair.First.Path));
        },
        iter: 50);

    [Fact]
    public void Assemble_OfAnyPolicy_WritesMembersInOrderAndWithoutSpace() => Dice.Gen.Sample(
        dice =>
        {
            var data = Encoding.UTF8.GetString(OpaBundles.Data(OpaBundles.Compile(PolicySet.Of(DecisionGen.Document(dice, Now)), "staging")).Span);
            var canonical = new StringBuilder();
            using var json = JsonDocument.Parse(data);
            PrintCanonically(json.RootElement, canonical);
            Assert.Equal(canonical.ToString(), data);
        },
        iter: 50);

    [Fact]
    public void Json_OfEveryOddCharacter_EscapesWhatGoEscapes()
    {
        var json = new OpaJson();
        json.Map<int>([new("\ue000", 1), new("𝒳", 2), new("a", 3)], value => json.Integer(value));
        Assert.Equal("{\"a\":3,\"\ue000\":1,\"𝒳\":2}", Encoding.UTF8.GetString(json.Written.Span));

        json = new OpaJson();
        json.Text("\"\\/<>&\u0001\b\f\n\r\t\u001f\u007fé\u2028\u2029𝒳");
        Assert.Equal("\"\\\"\\\\/<>&\\u0001\\b\\f\\n\\r\\t\\u001f\u007fé\\u2028\\u2029𝒳\"", Encoding.UTF8.GetString(json.Written.Span));
    }

    [Fact]
    public void Assemble_OfAPolicyWithFreeText_LeavesItOut()
    {
        var document = PolicyGen.Document(new Dice(1), Now);
        document = document with { Grants = [.. document.Grants.Select(g => g with { Reason = "free-text" })] };
        Assert.NotEmpty(document.Grants);
        Assert.All(OpaBundles.Compile(PolicySet.Of(document), "production"), f => Assert.DoesNotContain("free-text", Encoding.UTF8.GetString(f.Content.Span), StringComparison.Ordinal));
    }

    [Fact]
    public void Assemble_OfTwoPolicies_DiffersInDataAlone()
    {
        var one = OpaBundles.Compile(PolicySet.Of(PolicyGen.Document(new Dice(1), Now)), "production");
        var other = OpaBundles.Compile(PolicySet.Empty, "production");
        Assert.Equal(one.Select(f => f.Path), other.Select(f => f.Path));
        Assert.Equal([OpaBundles.DataPath], one.Zip(other).Where(p => !p.First.Content.Span.SequenceEqual(p.Second.Content.Span)).Select(p => p.First.Path));
        Assert.All(one, f => Assert.Matches("^(access|system/log)/[a-z_/]+[.](rego|json)$", f.Path));
    }

    [Fact]
    public async Task Modules_InStrictMode_AreCleanAndFormatted()
    {
        var directory = Directory.CreateTempSubdirectory("opa-strict-").FullName;
        OpaBundles.WriteBundle(directory, OpaBundles.Compile(PolicySet.Of(PolicyGen.Document(new Dice(1), Now)), "production"));
        Assert.Equal((0, ""), await OpaRig.RunAsync("check", "--strict", "--bundle", directory));
        Assert.Equal((0, ""), await OpaRig.RunAsync("fmt", "--list", "--fail", directory));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Cover_OfLimits_IsExactAndNamesThem()
    {
        var document = PolicyGen.Document(new Dice(1), Now);
        var limited = document.Grants.Select(g => g with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } }).ToArray();
        var policy = PolicySet.Of(document with { Grants = [.. limited] });
        foreach (var deployment in policy.Deployments)
        {
            var coverage = new OpaCompiler().Cover(policy.Principals, deployment, 1);
            Assert.Equal(Coverage.Exact, coverage.Coverage);
            Assert.Equal(deployment.Rules.Any(r => r.Grant.RateLimit is not null), coverage.Residuals.Any(r => r.Code == "rate_limit_elsewhere"));
            Assert.Contains(coverage.Residuals, r => r.Code == "path_forwarding");
        }
    }

    /// <summary>The form that OPA hashes, written independently: keys by code points, no space.</summary>
    private static void PrintCanonically(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().OrderBy(m => Convert.ToHexString(Encoding.UTF8.GetBytes(m.Name)), StringComparer.Ordinal);
                Print('{', '}', members.Select(m => (Action)(() =>
                {
                    text.Append(JsonSerializer.Serialize(m.Name, Relaxed)).Append(':');
                    PrintCanonically(m.Value, text);
                })));
                break;
            case JsonValueKind.Array:
                Print('[', ']', value.EnumerateArray().Select(item => (Action)(() => PrintCanonically(item, text))));
                break;
            case JsonValueKind.String:
                text.Append(JsonSerializer.Serialize(value.GetString(), Relaxed));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }

        void Print(char open, char close, IEnumerable<Action> items)
        {
            text.Append(open);
            var first = true;
            foreach (var item in items)
            {
                if (!first)
                    text.Append(',');
                first = false;
                item();
            }

            text.Append(close);
        }
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
