using System.Text.RegularExpressions;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution.Deciding;

/// <summary>The example of an nginx that asks the console forwards no more of a caller's headers than an nginx with the console's bundle.</summary>
public sealed partial class AuthRequestExampleTests
{
    [Fact]
    public void Example_SetsEveryHeaderThatABundleSets()
    {
        var example = File.ReadAllText(Repository.PathTo("deploy", "nginx", "auth-request.conf"));
        var forwarded = Names(example[example.IndexOf("location / {", StringComparison.Ordinal)..example.IndexOf("location = /_access", StringComparison.Ordinal)]);
        var bundle = Names(File.ReadAllText(Repository.PathTo("App.Tests", "TestData", "compile", "conditions", "expected", "nginx", "http.conf")));

        Assert.Contains("X-HTTP-Method-Override", bundle);
        // Those are not of callers' making up: what the connection needs, and what a trace goes on with.
        Assert.Empty(bundle.Except(forwarded, StringComparer.OrdinalIgnoreCase).Except(["Host", "Connection", "Upgrade", "traceparent"], StringComparer.OrdinalIgnoreCase));
        Assert.Empty(new[] { "Access-Console-Token", "Access-Client-Certificate" }.Except(forwarded));
    }

    private static string[] Names(string configuration) => [.. Header().Matches(configuration).Select(match => match.Groups[1].Value).Distinct()];

    [GeneratedRegex("proxy_set_header ([A-Za-z0-9-]+) ")]
    private static partial Regex Header();
}
