using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Diagnosis.Nginx;
using Xunit;

namespace AccessConsole.Tests.Core.Diagnosis;

/// <summary>Configurations in which something comes before the decision.</summary>
public sealed class NginxCheckTests
{
    private const string Api = "server { listen 443 ssl; server_name api.acme.example; set $access_service api; location / { js_content access.enforce; } location @access_forward { proxy_pass http://up; } }";
    private const string Unknown = "server { listen 443 ssl; server_name _; set $access_service \"\"; location / { js_content access.unknownHost; } }";

    [Fact]
    public void Bundle_Alone_FailsNothing() => Assert.Equal("", Failed(Unknown + Api));

    [Theory]
    [InlineData("nginx.server nginx.default nginx.location", "server { listen 443; server_name api.acme.example; location / { proxy_pass http://up; } }" + Unknown + Api)]
    [InlineData("nginx.default", "server { listen 443 default_server; server_name other.example; return 404; }" + Unknown + Api)]
    [InlineData("nginx.server nginx.location", Unknown + "server { listen 443; server_name api.acme.example; location / { proxy_pass http://up; } }" + Api)]
    [InlineData("", Unknown + Api + "server { listen 443; server_name api.acme.example; location / { proxy_pass http://up; } }")]
    [InlineData("", Unknown + Api + "server { listen 443; server_name *.acme.example; location / { proxy_pass http://up; } }")]
    [InlineData("nginx.address", Unknown + Api + "server { listen 10.0.0.1:443; server_name api.acme.example; location / { proxy_pass http://up; } }")]
    [InlineData("nginx.server", Unknown)]
    public void Server_ThatTakesTheHost_IsTheBundles(string failed, string servers) => Assert.Equal(failed, Failed(servers));

    [Theory]
    [InlineData("", "")]
    [InlineData("nginx.location", "location /files/ { proxy_pass http://up; }")]
    [InlineData("nginx.location", "location = /files/a.png { proxy_pass http://up; }")]
    [InlineData("nginx.location", "location =/files/a.png { return 200 ok; }")]
    [InlineData("nginx.location", @"location ~* \.(PNG|jpe?g)$ { root /srv; }")]
    [InlineData("nginx.location", @"location ^~ /files/ { root /srv; } location ~ \.png$ { js_content access.enforce; }")]
    [InlineData("nginx.unguarded", @"location /files/ { root /srv; } location ~ \.png$ { js_content access.enforce; }")]
    [InlineData("nginx.unguarded", "location /other/ { root /srv; }")]
    [InlineData("nginx.location", "location /files/ { return 403; }")]
    [InlineData("", "location /files/ { auth_request /_access; proxy_pass http://up; } location = /_access { internal; proxy_pass http://console; }")]
    [InlineData("nginx.location", "auth_request /_access; location /files/ { auth_request off; proxy_pass http://up; }")]
    [InlineData("nginx.location", "location /files/ { auth_request /_access; return 200 open; }")]
    [InlineData("nginx.location", "location /files/ { auth_request /_access; satisfy any; allow all; proxy_pass http://up; }")]
    [InlineData("nginx.location", "location /files/ { auth_request /_access; location ~ a { auth_request off; proxy_pass http://up; } }")]
    [InlineData("nginx.rewrite", "return 301 https://elsewhere.example$request_uri;")]
    public void Location_ThatTakesThePath_Decides(string failed, string more) => Assert.Equal(failed, Failed(Unknown + Api.Replace("location @", more + " location @", StringComparison.Ordinal)));

    [Fact]
    public void ShadowedLocation_IsNamed_WithWhereItStands()
    {
        var check = Checks("http {\n" + Unknown + "\n" + Api.Replace("location @", "\n location ^~ /files/ { root /srv; } location @", StringComparison.Ordinal) + "\n}").Single(c => c.Code == "nginx.location");

        Assert.Equal("`/files/a.png` is taken by `location ^~ /files/` (the configuration:4), where nobody decides: it shadows `location /` (the configuration:3)", check.Finding);
    }

    [Fact]
    public void Includes_StandInTheirPlaces_AndMissingOnesAreSaid()
    {
        const string Dump = "nginx: configuration file test is successful\n# configuration file /etc/nginx/nginx.conf:\nhttp { include sites/*.conf; include mime.types; }\n"
            + "# configuration file /etc/nginx/sites/a.conf:\n" + Unknown + "\n# configuration file /etc/nginx/sites/b.conf:\nserver { include host.conf; server_name api.acme.example; set $access_service api; location / { js_content access.enforce; } }\n"
            + "# configuration file /etc/nginx/host.conf:\nlisten 443 ssl; location ~ png { root /srv; }\n";

        var checks = Checks(Dump);

        Assert.Contains("(/etc/nginx/host.conf:1)", checks.Single(c => c.Code == "nginx.location").Finding, StringComparison.Ordinal);
        Assert.Contains("`mime.types`", checks.Single(c => c is { Code: "nginx.configuration", Result: CheckResult.Untold }).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_WithoutEnd_AreNotFollowed()
    {
        const string Itself = "# configuration file /etc/nginx/nginx.conf:\nhttp {\n include again.conf; }\n# configuration file /etc/nginx/again.conf:\nlisten 80;\ninclude again.conf; include again.conf;\n";
        Assert.Contains("/etc/nginx/again.conf:2: `again.conf` is included by itself", Assert.Single(Checks(Itself)).Finding, StringComparison.Ordinal);

        // Each file has the next one four times: a text of a few lines is a million directives.
        var fourfold = string.Concat(Enumerable.Range(0, 11).Select(i => $"# configuration file {i}.conf:\n{string.Concat(Enumerable.Repeat($"include {i + 1}.conf;", i < 10 ? 4 : 0))}\n"));
        Assert.Contains("directives once its includes are in their places", Assert.Single(Checks(fourfold)).Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http { server { listen 80 } }", "the configuration:1: a directive is not ended by `;`")]
    [InlineData("http {\n server { listen 80; }", "the configuration:2: a block is not closed by `}`")]
    [InlineData("log_format x 'open", "a quoted text is not closed")]
    [InlineData("}", "`}` closes nothing")]
    public void TextThatIsNoConfiguration_IsNotTold(string text, string why)
    {
        var check = Assert.Single(Checks(text));

        Assert.Equal(CheckResult.Untold, check.Result);
        Assert.Contains(why, check.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void RegexThatCannotBeTriedHere_IsNotTold() =>
        Assert.Equal(CheckResult.Untold, Checks(Unknown + Api.Replace("location @", @"location ~ ^/(?!files) { root /srv; } location @", StringComparison.Ordinal)).Single(c => c.Code == "nginx.location").Result);

    [Fact]
    public void NestedBlocks_WithoutEnd_AreRefusedAndNotFollowed() => Assert.Equal(CheckResult.Untold, Assert.Single(Checks(string.Concat(Enumerable.Repeat("a {", 10_000)))).Result);

    private static string Failed(string servers) => string.Join(' ', Checks("http {\n" + servers + "\n}").Where(c => c.Result == CheckResult.Failed).Select(c => c.Code));

    private static IReadOnlyList<CallCheck> Checks(string configuration) => NginxChecks.Of(configuration, "api", ["api.acme.example"], "/files/a.png");
}
