using System.Globalization;
using System.Runtime.InteropServices;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// Load, console and database on the processors of one machine, as though pollers were elsewhere and the console and its database in containers of their own. It takes root: where the kernel refuses,
/// all of them stand in one line, which the run says.
/// </summary>
internal static class SharedProcessors
{
    private const int FirstInFirstOut = 1;

    /// <summary>Each backend of PostgreSQL has a scheduling group of its own, of the usual weight. This is 7.4 times as much, as docker-compose.yml gives the console 8 times the weight of the database.</summary>
    private const int NicenessOfConsole = -9;

    /// <summary>Whoever polls gets a processor as soon as an answer has come, as on a machine that is otherwise idle: what else it waited for would be counted as the console's.</summary>
    public static void PollFromElsewhere()
    {
        var lowest = 1;
        if (SetScheduler(0, FirstInFirstOut, ref lowest) != 0)
            Console.Error.WriteLine("threads that poll could not be given a priority of their own: what they wait for processors is measured as well");
    }

    public static void BeginConsoleGroup()
    {
        BeginGroup();
        try
        {
            File.WriteAllText("/proc/self/autogroup", NicenessOfConsole.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"the console has no more weight than each connection of its database: {e.Message}");
        }
    }

    /// <summary>A session has a scheduling group (<c>kernel.sched_autogroup_enabled</c>).</summary>
    public static void BeginGroup() => _ = SetSession();

    [DllImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, ref int priority);

    [DllImport("libc", EntryPoint = "setsid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSession();
}
