using System.Diagnostics;
using System.Text.Json;
using AccessConsole.Cli.Commands;
using AccessConsole.Components.Copying;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Commands that a person copies from a page and runs: a shell takes them for what they say, whatever names stand in them.</summary>
public sealed class CopyFormsTests
{
    // Prints each word that it is given, and its input, so that neither can be taken for the other.
    private const string Shown = """accessctl() { printf '%s\0' "$@"; cat; }; curl() { printf '%s\0' "$@"; cat; }; export ACCESS_SERVER=http://console ACCESS_TOKEN=secret; """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("it's $(touch /tmp/owned) `id` \"quoted\" \\ end")]
    [InlineData("-rf *")]
    [InlineData("a\nb\tc\u001b[31m\u202e d'\\e")]
    [InlineData("ünïcødé 🦉")]
    public async Task Word_IsItselfToAShell(string text)
    {
        var word = ShellText.Word(text);
        Assert.Equal(text, await RunAsync($"printf %s {word}"));
        Assert.DoesNotContain(word, c => char.IsControl(c) || c == '\u202e');
    }

    [Theory]
    [InlineData("one\ntwo $HOME `id`\n")]
    [InlineData("POLICY\nPOLICY_\n")]
    public async Task Input_IsItselfToAShell(string text) => Assert.Equal(text, await RunAsync(ShellText.WithInput("cat", text)));

    [Fact]
    public async Task Object_AsCommands_IsADocumentWithItAlone()
    {
        var grant = new Console().Live.Current.Policy.Grants["payments-migrates"] with { Reason = "it's $(id) POLICY `id`" };
        var forms = CopyForms.Of(grant, "# as typed\n").ToDictionary(f => f.As, f => f.Text);
        Assert.Equal("# as typed\n", forms["YAML"]);
        foreach (var command in (string[])["accessctl", "curl"])
        {
            var input = (await RunAsync(Shown + forms[command])).Split('\0')[^1];
            var reading = PolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(input), DocumentFormat.Yaml);
            Assert.Empty(reading.Problems);
            Assert.Equal(grant, Assert.Single(reading.Document.Objects()));
        }
    }

    [Fact]
    public async Task Question_AsAccessctl_IsACommandThatThereIs()
    {
        var words = (await RunAsync(Shown + Form("accessctl") + " </dev/null")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var parsed = CommandTree.Parse(words);
        Assert.Empty(parsed.Errors);
        Assert.Equal("/a b'c", parsed.GetValue<string>("--path"));
    }

    [Fact]
    public async Task Question_AsCurl_IsWhatTheApiReads()
    {
        var words = (await RunAsync(Shown + Form("curl") + " </dev/null")).Split('\0');
        Assert.Contains("http://console/api/v1/decisions", words);
        Assert.Contains("Authorization: Bearer secret", words);
        using var body = JsonDocument.Parse(words[Array.IndexOf(words, "--data") + 1]);
        var (request, problems) = DecisionRequestJson.Read(body.RootElement.GetProperty("requests")[0]);
        Assert.Empty(problems);
        Assert.Equal(Question, request);
    }

    [Fact]
    public void Service_BehindIstio_HasItsObjectsInTheCluster()
    {
        var service = new Console().Live.Current.Policy.Services["payments-api"];
        var meshed = service with
        {
            Deployments = service.Deployments.Select(d => d with { Hops = [new Hop { Engine = Target.Istio }], Kubernetes = new KubernetesWorkload { Namespace = "shop" } }).ToValueList(),
        };
        Assert.DoesNotContain(CopyForms.Of(service, ""), f => f.As.StartsWith("kubectl", StringComparison.Ordinal));
        var forms = CopyForms.Of(meshed, "").Where(f => f.As.StartsWith("kubectl", StringComparison.Ordinal)).ToList();
        Assert.Equal(["kubectl: production at istio", "kubectl: staging at istio"], forms.Select(f => f.As));
        Assert.Contains("--namespace shop --selector app.kubernetes.io/managed-by=access-console,access-console/environment=production,access-console/service=payments-api", forms[0].Text, StringComparison.Ordinal);
    }

    private static DecisionRequest Question => new()
    {
        Pipeline = "payments-deploy",
        Branch = "feature/$(id)",
        Environment = "production",
        Service = "payments-api",
        Method = "POST",
        Path = "/a b'c",
        Time = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static string Form(string kind) => CopyForms.Of(Question).Single(f => f.As == kind).Text;

    private static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C.UTF-8" } })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return output;
    }
}
