using System.Data.Common;

namespace AccessConsole.Core.Ports;

/// <summary>Tells the failures that whoever asks a store must expect from those that are a fault of ours.</summary>
public static class StoreFailures
{
    /// <summary>Whether the database could not be reached or did not answer in time; it is worth trying again then.</summary>
    public static bool IsAway(Exception failure) => failure is DbException or TimeoutException or InvalidOperationException { InnerException: DbException };
}
