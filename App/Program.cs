using AccessConsole.Configuration;
using AccessConsole.Hosting;
using AccessConsole.Signer;

ThreadTurns.TakeShort();
var builder = WebApplication.CreateBuilder(args);
try
{
    UnreadableSettings.TakeOut(builder);
    if (args.Contains("--migrate"))
    {
        await Database.MigrateAsync(builder);
        return 0;
    }

    if (args is [SignerHost.Verb, .. var verbs])
        return await SignerHost.RunAsync(verbs);

    await using var database = await Database.StartAsync(builder);
    builder.AddAccessConsole(database);
    builder.Services.AddHostedService<MemorySettling>();

    await using var app = builder.Build();
    app.UseAccessConsole();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (ConfigurationProblems.In(e) is { Count: > 0 } problems)
{
    Console.Error.WriteLine("the configuration is not usable:");
    foreach (var problem in problems)
        Console.Error.WriteLine($"  {problem}");
    return 1;
}

/// <summary>The host's entry point; public so that tests can start it in process.</summary>
public partial class Program;
