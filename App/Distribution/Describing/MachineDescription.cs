namespace AccessConsole.Distribution.Describing;

/// <summary>
/// The machine side's OpenAPI document. It is written by hand, since its addresses are no endpoints that the framework could ask; every answer that the tests get
/// of them is held to it. It says nothing of one console, so that anybody may read it.
/// </summary>
public static class MachineDescription
{
    public const string Address = "/openapi/machine.json";

    private const string Resource = "machine.openapi.json";

    /// <summary>The document's text.</summary>
    public static string Json { get; } = Load();

    private static string Load()
    {
        using var stream = typeof(MachineDescription).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the assembly lacks its resource {Resource}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
