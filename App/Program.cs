using AccessConsole.Hosting;

var builder = WebApplication.CreateBuilder(args);

if (args.Contains("--migrate"))
{
    await Database.MigrateAsync(builder);
    return;
}

await using var database = await Database.StartAsync(builder);
builder.AddAccessConsole(database);

await using var app = builder.Build();
app.UseAccessConsole();
await app.RunAsync();

/// <summary>The host's entry point; public so that tests can start it in process.</summary>
public partial class Program;
