using System.Security.Cryptography.X509Certificates;
using AccessConsole.Configuration;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Signing;
using AccessConsole.Outbound;
using AccessConsole.Signing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signer;

/// <summary>The signer as a process of its own: no database, no pages, no way in but the console's.</summary>
public static class SignerHost
{
    /// <summary>The verb by which the host's program is the signer.</summary>
    public const string Verb = "signer";

    public static void AddSigner(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        UnreadableSettings.TakeOut(builder);
        if (!builder.Environment.IsDevelopment())
            builder.Logging.ClearProviders().AddJsonConsole(options => options.IncludeScopes = true);
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<SignerOptions>().BindConfiguration(SignerOptions.Section).ValidateOnStart();
        services.AddOptions<SigningOptions>().BindConfiguration(SigningOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignerOptions>, ValidateSignerOptions>().AddSingleton<IValidateOptions<SigningOptions>, ValidateSignersKeys>();
        // Of the console's own section it is only asked which private addresses may be fetched from.
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section);
        services.AddSingleton<AddressRules>().AddSingleton<OutboundClient>();
        services.AddSingleton(new PolicyCompiler(TargetCompilers.All));
        services.AddSingleton(provider => new ChangeReviewer(provider.GetRequiredService<PolicyCompiler>(), builder.Environment.IsDevelopment()));
        services.AddSingleton(provider => new SignerKeys(new SigningKeyFiles(provider.GetRequiredService<IOptions<SigningOptions>>().Value, provider.GetRequiredService<TimeProvider>()).Read().Signers));
        services.AddSingleton<SigningRules>().AddSingleton<SignerFiles>().AddSingleton<SignerLog>().AddSingleton<TrustSource>().AddSingleton<IssuerLookup>().AddSingleton<SigningDesk>();
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            Listen(kestrel);
        });
    }

    /// <param name="arguments">What follows the verb: nothing to serve, or <c>init</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddSigner();
        await using var app = builder.Build();
        if (arguments is ["init", .. var rest])
        {
            ConfigurationProblems.Check(app.Services);
            return SignerBeginning.Run(app.Services, rest, Console.Out, Console.Error);
        }

        app.UseSigner();
        await app.RunAsync();
        return 0;
    }

    public static void UseSigner(this WebApplication app)
    {
        ConfigurationProblems.Check(app.Services);
        // What cannot be read of its state stops it here, and not at the first request.
        app.Services.GetRequiredService<SigningDesk>();
        app.MapSigner();
    }

    private static void Listen(KestrelServerOptions kestrel)
    {
        // The server is made before anything is checked: what is wrong is told then, with whatever else is.
        var options = kestrel.ApplicationServices.GetRequiredService<IConfiguration>().GetSection(SignerOptions.Section).Get<SignerOptions>();
        if (options is null || ListenAddress.Parse(options.Listen) is not { } address)
            return;
        if (address.SocketPath is { } socket)
        {
            // Left by one that was killed; the state directory's lock says that none runs.
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket);
            return;
        }

        var certificate = new Lazy<X509Certificate2>(() => X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile));
        kestrel.Listen(address.HostAddress, address.Uri!.Port, listen =>
        {
            if (address.Uri.Scheme == Uri.UriSchemeHttps)
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificate.Value });
        });
    }
}
