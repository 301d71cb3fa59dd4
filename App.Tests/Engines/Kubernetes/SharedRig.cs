using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>One API server for all tests of a class, started by the first that asks, so that each is skipped by name where there is none.</summary>
public sealed class SharedRig : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private KubernetesRig? rig;

    public async Task<KubernetesRig> GetAsync()
    {
        await turn.WaitAsync();
        try
        {
            return rig ??= await KubernetesRig.StartAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (rig is not null)
            await rig.DisposeAsync();
        turn.Dispose();
    }
}
