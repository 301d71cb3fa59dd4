using System.Globalization;
using System.Runtime.InteropServices;

namespace AccessConsole.Hosting;

/// <summary>
/// Who gets a processor first. A turn protects: until it is over, 1 to 3 ms unless it is said, not even a thread that does next to nothing gets the processor when it wakes up, but for one whose
/// own turns are shorter. Linux alone knows this for one thread, turns since 6.12; elsewhere, or where the kernel refuses, threads stay as they were (ADR 67).
/// </summary>
internal static class ThreadTurns
{
    private const int Nicest = 19;
    private const ulong ShortNanoseconds = 100_000;
    private const ulong LongNanoseconds = 3_000_000;

    /// <summary>Of the kernel's policies the usual one, <c>SCHED_OTHER</c>: what was given another, by whoever started the process, keeps it.</summary>
    private const uint UsualPolicy = 0;

    /// <summary>For all threads that the process has; those that come have them from whoever makes them. Whoever is asked something then need not wait for the turn of whoever works on end.</summary>
    public static void TakeShort()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var directory in Directory.EnumerateDirectories("/proc/self/task"))
            Change(int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture), ShortNanoseconds, nice: null);
    }

    /// <summary>This thread gets what all others leave, and lets go of it as soon as one of them wakes up.</summary>
    public static void TakeLeast() => Change(0, LongNanoseconds, Nicest);

    /// <param name="thread">Its number; 0 is the one that calls.</param>
    /// <param name="nice">Null for what it has.</param>
    private static void Change(int thread, ulong nanoseconds, int? nice)
    {
        if (!OperatingSystem.IsLinux() || CallNumbers is not var (get, set))
            return;
        var attributes = new Attributes();
        if (Read(get, thread, ref attributes, (uint)Marshal.SizeOf<Attributes>(), 0) != 0 || attributes.Policy != UsualPolicy)
            return;
        attributes.Nice = nice ?? attributes.Nice;
        attributes.Runtime = nanoseconds;
        _ = Write(set, thread, ref attributes, 0);
    }

    /// <summary>Of <c>sched_getattr</c> and <c>sched_setattr</c>, which C libraries have no functions for.</summary>
    private static (long Get, long Set)? CallNumbers => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Read(long number, nint thread, ref Attributes attributes, nuint size, nuint flags);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Write(long number, nint thread, ref Attributes attributes, nuint flags);

    /// <summary>The kernel's <c>struct sched_attr</c> in its first version, whose size is that of all its members.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
