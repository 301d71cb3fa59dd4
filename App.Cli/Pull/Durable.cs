using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AccessConsole.Cli.Pull;

/// <summary>File operations that survive a power cut. .NET neither syncs directories nor renames links, so that libc is asked.</summary>
internal static class Durable
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Writes a file so that readers see the old content or the new, never a part.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var next = path + ".next";
        try
        {
            Write(next, content);
        }
        catch
        {
            File.Delete(next);
            throw;
        }

        Rename(next, path);
    }

    /// <summary>Points a symbolic link elsewhere in one step.</summary>
    public static void Link(string path, string target)
    {
        var next = path + ".next";
        File.Delete(next);
        File.CreateSymbolicLink(next, target);
        Rename(next, path);
    }

    public static void Rename(string from, string to)
    {
        Check(NativeRename(from, to), $"could not rename `{from}` to `{to}`");
        SyncDirectory(Path.GetDirectoryName(to)!);
    }

    public static void SyncDirectory(string path)
    {
        var descriptor = NativeOpen(path, flags: 0);
        Check(descriptor, $"could not open `{path}`");
        try
        {
            Check(NativeSync(descriptor), $"could not sync `{path}`");
        }
        finally
        {
            _ = NativeClose(descriptor);
        }
    }

    private static void Check(int result, string message)
    {
        if (result < 0)
            throw new IOException($"{message}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeRename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
}
