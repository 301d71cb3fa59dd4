var builder = WebApplication.CreateBuilder(args);

var app = builder.Build();

await app.RunAsync();

/// <summary>The host's entry point; public so that tests can start it in process.</summary>
public partial class Program;
