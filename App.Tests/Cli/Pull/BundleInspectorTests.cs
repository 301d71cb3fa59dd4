using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class BundleInspectorTests
{
    private static readonly BundleInspector Inspector = new(new BundleArguments(["/var/log/nginx/decisions.log"]));

    [Fact]
    public void WhateverTheCompilerMakes_IsAccepted()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var dice = new Dice(seed);
            var policy = PolicySet.Of(PolicyGen.Document(dice, DateTimeOffset.UnixEpoch, "http://127.0.0.1:8080"));
            Inspector.Inspect([.. NginxBundles.Of(policy, dice.One(PolicyGen.EnvironmentNames))]);
        }
    }

    [Theory]
    [InlineData("access_log off;")]
    [InlineData("access_log /dev/stdout access_json;")]
    [InlineData("access_log /var/log/nginx/decisions.log access_json;")]
    [InlineData("access_log syslog:server=127.0.0.1 access_json;")]
    [InlineData("error_log stderr;")]
    [InlineData("server { location / { proxy_pass https://10.0.0.1:8443; } }")]
    [InlineData("server { set $access_upstream grpcs://payments.internal:443; location / { grpc_pass $access_upstream; } }")]
    [InlineData("server { ssl_client_certificate access/current/nginx/client-ca.pem; }")]
    [InlineData("js_var $access_limit_60_minute_0; js_set $access_x1 access.f;")]
    [InlineData("server { server_name a.example ~^(?:b|c)\\.example$; location ~ ^/(x|y)/ { return 404; } }")]
    [InlineData("map $access_reason $access_decision { granted allow; root deny; \"~^(?:a|b){2}\" $1; default \"\"; volatile; }")]
    public void KnownDirective_IsAccepted(string text) => Inspector.Inspect(BundleOf(text));

    [Theory]
    [InlineData("load_module modules/x.so;", "load_module")]
    [InlineData("include /etc/nginx/other.conf;", "access-host.conf")]
    [InlineData("include access-host.conf*;", "access-host.conf")]
    [InlineData("perl_modules /tmp;", "perl_modules")]
    [InlineData("server { location / { content_by_lua_block { os.execute(); } } }", "content_by_lua_block")]
    [InlineData("server { root /; }", "root")]
    [InlineData("server { location / { alias /etc/; } }", "alias")]
    [InlineData("server { location / { proxy_store on; } }", "proxy_store")]
    [InlineData("server { location / { proxy_pass http://unix:/run/x.sock; } }", "unix")]
    [InlineData("server { location / { proxy_pass $somewhere; } }", "proxy_pass")]
    [InlineData("server { location / { proxy_pass http://$somewhere; } }", "proxy_pass")]
    [InlineData("server { set $access_upstream \"http://$http_x\"; }", "set")]
    [InlineData("server { set $part UNIX:/run/x.sock; }", "unix")]
    [InlineData("upstream u { server unix:/run/x.sock; }", "unix")]
    [InlineData("server { listen 0.0.0.0:80; }", "listen")]
    [InlineData("error_log /etc/cron.d/x;", "error_log")]
    [InlineData("error_log syslog:server=10.0.0.1;", "error_log")]
    [InlineData("access_log /etc/cron.d/x;", "access_log")]
    [InlineData("access_log /var/log/nginx/$host.log;", "access_log")]
    [InlineData("user root;", "user")]
    [InlineData("daemon on;", "daemon")]
    [InlineData("env SECRET;", "env")]
    [InlineData("js_import access from /tmp/access.js;", "js_import")]
    [InlineData("js_import access from access/current/nginx/../../../evil/access.js;", "js_import")]
    [InlineData("js_import access/current/nginx/access.js/evil.js;", "js_import")]
    [InlineData("js_preload_object p from /etc/shadow;", "js_preload_object")]
    [InlineData("js_path /tmp;", "js_path")]
    [InlineData("server { ssl_certificate_key /etc/x.key; }", "ssl_certificate_key")]
    [InlineData("Load_Module x;", "Load_Module")]
    [InlineData("map $http_x $access_upstream { default http://10.0.0.1; }", "$access_upstream")]
    [InlineData("map $http_x $ACCESS_UPSTREAM { default http://10.0.0.1; } server { location / { proxy_pass $access_upstream; } }", "$ACCESS_UPSTREAM")]
    [InlineData("map $http_x \"${access_upstream}\" { default http://10.0.0.1; }", "${access_upstream}")]
    [InlineData("map $http_x $y { ~^(?<access_upstream>.+)$ 1; }", "groups with names")]
    [InlineData("server { set $Access_Upstream \"http://$http_x\"; }", "$Access_Upstream")]
    [InlineData("server { set $access_upstream; }", "set")]
    [InlineData("server { set $ x; }", "set")]
    [InlineData("js_set $access_upstream access.f;", "$access_upstream")]
    [InlineData("js_set $aCCess_upstream access.f nocache;", "$aCCess_upstream")]
    [InlineData("js_var $access_upstream http://10.0.0.1;", "$access_upstream")]
    [InlineData("js_var $ACCESS_UPSTREAM;", "$ACCESS_UPSTREAM")]
    [InlineData("js_var;", "js_var")]
    [InlineData("server { server_name \"~^(?<access_upstream>.+)$\"; }", "groups with names")]
    [InlineData("server { location ~ ^/(?P<access_upstream>.+)$ { proxy_pass $access_upstream; } }", "groups with names")]
    [InlineData("server { location ~* \"^/(?'ACCESS_UPSTREAM'.+)$\" { proxy_pass $access_upstream; } }", "groups with names")]
    [InlineData("map $http_x $y { include /etc/passwd; }", "include")]
    [InlineData("map $http_x $y { \"include\" /etc/passwd; }", "include")]
    [InlineData("map $http_x $y { default unix:/run/x.sock; }", "unix")]
    [InlineData("map $http_x $y { a { root /; } }", "map")]
    [InlineData("map $http_x $y;", "map")]
    [InlineData("\"load_module\" x;", "load_module")]
    [InlineData("} load_module x;", "ends no block")]
    public void AnythingElse_IsRefusedByName(string text, string named)
    {
        var refusal = Assert.Throws<PullException>(() => Inspector.Inspect(BundleOf("server { include access-host.conf; }\n" + text)));
        Assert.Equal("directive", refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("line 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BundleWithoutConfiguration_IsRefused() => Assert.Equal(
        "missing_file", Assert.Throws<PullException>(() => Inspector.Inspect([new BundleFile("nginx/access.js", "x"u8.ToArray())])).Code);

    private static BundleFile[] BundleOf(string httpConf) => [new("nginx/http.conf", System.Text.Encoding.UTF8.GetBytes(httpConf))];
}
