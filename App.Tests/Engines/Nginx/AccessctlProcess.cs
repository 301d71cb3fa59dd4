using System.Diagnostics;
using AccessConsole.Core.Bundles;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>accessctl as a process of its own, so that it can be killed.</summary>
internal static class AccessctlProcess
{
    /// <summary>Pulls once for the host.</summary>
    /// <returns>The exit code; 128 + 9 when killed.</returns>
    public static async Task<int> PullAsync(PulledNginx host, string? nginx = null)
    {
        using var process = await StartAsync(host, nginx, "--once");
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>A puller that runs until it is told to stop.</summary>
    public static async Task<Process> StartAsync(PulledNginx host, string? nginx = null, params string[] more)
    {
        var trust = Path.Combine(Path.GetDirectoryName(host.Config)!, "root.pub");
        await File.WriteAllTextAsync(trust, SigningKeys.ExportPublicPem(host.Console.Root.VerificationKey));
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "accessctl.dll"), "pull", "nginx", "--environment", "production", "--directory", host.Access,
            "--trust", trust, "--nginx", nginx ?? NginxProgram.Own.Binary, "--config", host.Config, "--name", "gateway-1", .. more,
        ])
        { RedirectStandardOutput = true };
        start.Environment["ACCESS_SERVER"] = host.Console.Address.ToString();
        start.Environment["ACCESS_TOKEN"] = FakeConsole.Token;
        return Process.Start(start)!;
    }

    /// <summary>An nginx that, asked to check the new configuration, kills who asks: the link points to the new bundle, and nobody checked it.</summary>
    public static string NginxThatKillsItsParent(PulledNginx host)
    {
        var path = Path.Combine(Path.GetDirectoryName(host.Config)!, "killer");
        File.WriteAllText(path, $"#!/bin/sh\nif [ \"$1\" = -t ]; then kill -9 $PPID; sleep 1; fi\nexec {NginxProgram.Own.Binary} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
