using System.Runtime.InteropServices;

namespace AccessConsole.Distribution.Decisions;

/// <summary>Lets a thread run on what the others of the machine leave. Linux alone knows it for one thread; elsewhere, or where the kernel refuses, the thread stays as it was.</summary>
internal static class LowestPriority
{
    private const int Nicest = 19;

    /// <summary>
    /// The shortest turn that there is, in nanoseconds. A turn protects: until it is over, 1 to 3 ms unless it is said, not even a thread of a better priority that woke up gets the processor.
    /// Kernels before 6.12 look at the priority alone.
    /// </summary>
    private const ulong ShortestTurn = 100_000;

    public static void TakeForThisThread()
    {
        if (!OperatingSystem.IsLinux() || CallNumber is not { } number)
            return;
        var attributes = new Attributes { Size = (uint)Marshal.SizeOf<Attributes>(), Nice = Nicest, Runtime = ShortestTurn };
        _ = Call(number, 0, ref attributes, 0);
    }

    /// <summary>Of <c>sched_setattr</c>, which C libraries have no function for.</summary>
    private static long? CallNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 314,
        Architecture.Arm64 => 274,
        _ => null,
    };

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Call(long number, nint thread, ref Attributes attributes, nint flags);

    /// <summary>The kernel's <c>struct sched_attr</c> in its first version; <see cref="Policy"/> 0 is the usual one, <c>SCHED_OTHER</c>.</summary>
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
