using System.Net;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>The console as OPA's example configuration sees it: a bundle that can be exchanged, and ears for status and logs.</summary>
internal sealed class BundleServer : IDisposable
{
    private readonly HttpListener listener = new();

    public BundleServer()
    {
        Address = $"http://127.0.0.1:{FreePorts.Take()}";
        listener.Prefixes.Add($"{Address}/");
        listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public byte[] Bundle { get; set; } = [];

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                Answer(await listener.GetContextAsync());
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var isBundle = context.Request.Url!.AbsolutePath == "/v1/bundles/production/opa";
        if (isBundle)
        {
            context.Response.ContentType = "application/gzip";
            context.Response.OutputStream.Write(Bundle);
        }

        context.Response.StatusCode = 200;
        context.Response.Close();
    }
}
