using System.Runtime.InteropServices;
using AccessConsole.Distribution.DiskCache;

namespace AccessConsole.Signer;

/// <summary>Files that are on the disk, with their names, when the call returns: what was signed must not be forgotten by a loss of power.</summary>
internal static class DurableFile
{
    public static void Write(string path, ReadOnlyMemory<byte> content)
    {
        PrivateFile.Write(path, content);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(to)!);
    }

    private static void SyncDirectory(string directory)
    {
        var handle = Open(directory, 0);
        if (handle < 0)
            throw new IOException($"`{directory}` cannot be opened: error {Marshal.GetLastPInvokeError()}");
        try
        {
            if (Sync(handle) != 0)
                throw new IOException($"`{directory}` cannot be written through to the disk: error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
