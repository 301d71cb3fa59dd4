using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace AccessConsole.Components.Pages.SignIn;

/// <summary>Works without a circuit and without script: plain forms.</summary>
public sealed partial class SignInPage
{
    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery]
    public string? Failed { get; set; }

    [Inject]
    public required IHostEnvironment Host { get; init; }

    [Inject]
    public required IOptions<SignInOptions> Options { get; init; }

    [Inject]
    public required IConfiguration Configuration { get; init; }

    private string Target => ReturnUrl ?? "/";

    private bool HasDemoPeople => RefuseDemoPeopleBeyondLoopback.AreOffered(Host, Options.Value);

    private bool IsEntra => Configuration.GetSection(SignInOptions.EntraSection).Exists();

    private bool HasProvider => IsEntra || Options.Value.OpenId is not null;

    private string ProviderName => IsEntra ? "Microsoft Entra ID" : new Uri(Options.Value.OpenId!.Authority).Host;

    private string ProviderAddress => $"/signin/provider?returnUrl={Uri.EscapeDataString(Target)}";
}
