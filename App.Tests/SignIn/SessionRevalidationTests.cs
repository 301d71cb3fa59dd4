using System.Security.Claims;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>What a session still is, asked again and again.</summary>
public sealed class SessionRevalidationTests : IDisposable
{
    private const string Mapping = $"{SignInOptions.Section}:Roles:shop-team";

    private readonly ConfigurationManager configuration = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RoleMapping mapping;
    private readonly SessionRevalidation revalidation;
    private readonly SessionRevalidation inDevelopment;

    public SessionRevalidationTests()
    {
        configuration[Mapping] = "editor";
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section);
        var provider = services.BuildServiceProvider();
        mapping = new RoleMapping(provider.GetRequiredService<IOptionsMonitor<SignInOptions>>());
        revalidation = Revalidation(Environments.Production, provider);
        inDevelopment = Revalidation(Environments.Development, provider);
    }

    public void Dispose() => configuration.Dispose();

    [Fact]
    public void Session_ThatNothingHappenedTo_IsTheSame()
    {
        var principal = SignIn();
        Assert.Same(principal, revalidation.Current(principal));
    }

    [Fact]
    public void Mapping_ThatChanges_ChangesTheRolesOfASession()
    {
        var principal = SignIn();
        Change("viewer");
        Assert.Equal([ConsoleRole.Viewer], SessionClaims.ToUser(revalidation.Current(principal)!)!.Roles.Select(r => r.Role));
    }

    [Fact]
    public void Mapping_ThatIsTakenAway_LeavesASessionWithoutRoles()
    {
        var principal = SignIn();
        configuration.Sources.Clear();
        ((IConfigurationRoot)configuration).Reload();
        Assert.Empty(SessionClaims.ToUser(revalidation.Current(principal)!)!.Roles);
    }

    [Fact]
    public void Session_PastItsEnd_IsNone()
    {
        var principal = SignIn();
        SessionClaims.WriteEnd(principal, clock.GetUtcNow().AddHours(8));
        clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(1));
        Assert.NotNull(revalidation.Current(principal));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(revalidation.Current(principal));
    }

    [Fact]
    public void Session_OfADemoPerson_IsNoneWhereNoneAreOffered()
    {
        var principal = SessionClaims.ToPrincipal(DemoPeople.SignIn(DemoPeople.Find("alice")!, clock.GetUtcNow()), "demo");
        Assert.Same(principal, inDevelopment.Current(principal));
        Assert.Null(revalidation.Current(principal));
    }

    private SessionRevalidation Revalidation(string environment, IServiceProvider provider) =>
        new(mapping, new HostingEnvironment { EnvironmentName = environment }, provider.GetRequiredService<IOptions<SignInOptions>>(), clock);

    private ClaimsPrincipal SignIn()
    {
        var user = new ConsoleUser(new Actor(ActorKind.Person, "https://acme.okta.com", "ann", "Ann"), mapping.RolesOf(["shop-team"]), clock.GetUtcNow(), ["shop-team"]);
        return SessionClaims.ToPrincipal(user, "test");
    }

    private void Change(string role)
    {
        configuration[Mapping] = role;
        ((IConfigurationRoot)configuration).Reload();
    }
}
