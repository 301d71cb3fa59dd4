using System.Net;
using AccessConsole.Core.Auditing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>Demo people have no passwords: a console that others can reach refuses to offer them.</summary>
internal sealed class RefuseDemoPeopleBeyondLoopback(IServer server, IConfiguration configuration, IHostEnvironment host, IOptions<SignInOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (AreOffered(host, options.Value) && Addresses().FirstOrDefault(a => !IsLoopback(a.Address)) is (not null, not null) open)
        {
            throw new OptionsValidationException(SignInOptions.Section, typeof(SignInOptions),
                [$"Authentication__DemoPeople is on while {open.Key} listens on `{open.Address}`: listen on localhost, or set Authentication__DemoPeople=false and configure a provider"]);
        }

        next(app);
    };

    /// <summary>Whether a connection comes from this machine; without addresses it is a socket's of this machine.</summary>
    public static bool IsOnThisMachine(ConnectionInfo connection) =>
        connection is not { RemoteIpAddress: { } remote, LocalIpAddress: var local } ? connection.LocalIpAddress is null : IsLoopback(remote) && local is not null && IsLoopback(local);

    public static bool AreOffered(IHostEnvironment host, SignInOptions options) => options.DemoPeople ?? host.IsDevelopment();

    /// <summary>The demo person who acted; null where it was nobody of theirs, or there are none here.</summary>
    public static DemoPerson? FindOffered(Actor actor, IHostEnvironment host, SignInOptions options) => AreOffered(host, options) ? DemoPeople.Find(actor) : null;

    /// <summary>Where Kestrel listens: endpoints that are configured by name stand in for the addresses, and are none of them.</summary>
    private IEnumerable<(string Key, string Address)> Addresses() =>
    [
        .. (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(address => ("ASPNETCORE_URLS", address)),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Where(endpoint => endpoint["Url"] is not null).Select(endpoint => ($"Kestrel__Endpoints__{endpoint.Key}__Url", endpoint["Url"]!)),
    ];

    private static bool IsLoopback(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.IsUnixPipe || binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IsLoopback(ip));
    }

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
