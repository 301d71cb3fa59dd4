using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A class's own console in this process, on a database of its own and with an empty policy, and a browser.</summary>
/// <param name="settings">Configuration beyond the tests' own; keys with colons.</param>
public sealed class ConsoleInBrowser(PostgresFixture postgres, params (string Key, string Value)[] settings) : IAsyncLifetime
{
    private DatabaseFixture? database;
    private Browsers? browsers;

    /// <summary>Why no browser can be used here; null where one can.</summary>
    public string? Missing { get; private set; }

    /// <summary>The console's own; null for the machine's.</summary>
    public TimeProvider? Clock { get; init; }

    public ConsoleHost Host { get; private set; } = null!;

    /// <summary>Of the console's database, for a further console on it.</summary>
    public string ConnectionString => database!.ConnectionString;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Printed where the test fails.</summary>
    public TestDiary Diary { get; } = new();

    public static ConsoleUser Person(string id) => DemoPeople.SignIn(DemoPeople.Find(id)!, DateTimeOffset.UtcNow);

    public async ValueTask InitializeAsync()
    {
        Missing = Browsers.Missing;
        if (Missing is not null)
            return;
        database = new DatabaseFixture(postgres);
        await database.InitializeAsync();
        Host = await ConsoleHost.StartAsync(database.ConnectionString, clock: Clock, diary: Diary, settings: settings);
        browsers = await Browsers.OfTheRunAsync();
        Browser = await browsers.TakeAsync();
    }

    /// <param name="through">Where the browser finds the console; null for its own address.</param>
    public Task<IBrowserContext> SignInAsync(string person, BrowserNewContextOptions? options = null, Uri? through = null) =>
        Browser.SignInAsync(Diary, (through ?? Host.Address).GetLeftPart(UriPartial.Authority), person, options);

    /// <summary>As somebody who owns the database does, beside the console.</summary>
    public Task ExecuteAsOwnerAsync(string sql) => database!.ExecuteAsOwnerAsync(sql);

    public async ValueTask DisposeAsync()
    {
        if (browsers is not null && Browser is not null)
        {
            await Browser.WriteLastAsync(Diary);
            await browsers.GiveBackAsync(Browser);
        }

        if (Host is not null)
            await Host.DisposeAsync();
        Diary.Print();
        if (database is not null)
            await database.DisposeAsync();
    }
}
