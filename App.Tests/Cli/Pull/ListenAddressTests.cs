using AccessConsole.Cli.Pull.Nginx;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("8080", "127.0.0.1:8080", false)]
    [InlineData("127.0.0.1:8080 default_server", "127.0.0.1:8080", false)]
    [InlineData("*:8443 ssl http2", "127.0.0.1:8443", true)]
    [InlineData("0.0.0.0:80", "127.0.0.1:80", false)]
    [InlineData("[::]:443 ssl ipv6only=on", "[::1]:443", true)]
    [InlineData("10.1.2.3", "10.1.2.3:80", false)]
    [InlineData("localhost:81", "127.0.0.1:81", false)]
    public void Listen_IsReachedWhereAClientCan(string listen, string endPoint, bool isTls)
    {
        var address = ListenAddress.Find(Dump("/etc/nginx/access-host.conf", $"listen {listen};"));
        Assert.Equal((endPoint, isTls), (address?.EndPoint.ToString(), address?.IsTls));
    }

    [Theory]
    [InlineData("unix:/run/nginx.sock")]
    [InlineData("8080 proxy_protocol")]
    [InlineData("8443 quic")]
    public void AddressThatAPlainClientCannotReach_IsPassedOver(string listen) =>
        Assert.Equal(81, ListenAddress.Find(Dump("/etc/nginx/access-host.conf", $"listen {listen};\nlisten 81;"))?.EndPoint.Port);

    [Fact]
    public void OtherServersOfTheHost_AreNotAsked() =>
        Assert.Null(ListenAddress.Find(Dump("/etc/nginx/sites-enabled/default", "server { listen 80; }")));

    private static string Dump(string path, string text) =>
        $"# configuration file /etc/nginx/nginx.conf:\nhttp {{ server {{ listen 79; }} }}\n\n# configuration file {path}:\n{text}\n\n";
}
