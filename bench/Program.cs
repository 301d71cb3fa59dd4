using System.Runtime.Versioning;
using AccessConsole.Bench.Distribution;

[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]

return args switch
{
    ["serve", var publishes, var size] => await MachineHost.RunAsync(int.Parse(publishes), int.Parse(size)),
    ["polls"] => await ConditionalPolls.RunAsync(),
    ["held"] => await HeldPolls.RunAsync(10_000, publishes: 20),
    ["held", var polls] => await HeldPolls.RunAsync(int.Parse(polls), publishes: 20),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench polls           conditional polls answered 304 per second, beside nginx answering the same bytes");
    Console.Error.WriteLine("bench held [polls]    memory of held polls, and commit to the answers over 20 publishes");
    return 2;
}
