using System.Net;
using AccessConsole.Core.Auditing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>Demo people have no passwords: a console that others can reach refuses to offer them.</summary>
internal sealed class RefuseDemoPeopleBeyondLoopback(IServer server, IHostEnvironment host, IOptions<SignInOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (AreOffered(host, options.Value) && addresses.FirstOrDefault(a => !IsLoopback(a)) is { } open)
        {
            throw new OptionsValidationException(SignInOptions.Section, typeof(SignInOptions),
                [$"Authentication__DemoPeople is on while ASPNETCORE_URLS listens on `{open}`: listen on localhost, or set Authentication__DemoPeople=false and configure a provider"]);
        }

        next(app);
    };

    public static bool AreOffered(IHostEnvironment host, SignInOptions options) => options.DemoPeople ?? host.IsDevelopment();

    /// <summary>The demo person who acted; null where it was nobody of theirs, or there are none here.</summary>
    public static DemoPerson? FindOffered(Actor actor, IHostEnvironment host, SignInOptions options) => AreOffered(host, options) ? DemoPeople.Find(actor) : null;

    private static bool IsLoopback(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.IsUnixPipe || binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
