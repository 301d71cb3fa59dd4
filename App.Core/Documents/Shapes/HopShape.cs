using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>An engine's name alone, or with the SPIFFE ID of the gateway that it is.</summary>
internal static class HopShape
{
    /// <summary>Stands for a hop that could not be read.</summary>
    public static Hop Unreadable { get; } = new() { Engine = Target.Nginx };

    public static Hop? Read(ValueReader value) => value.Node is ScalarNode
        ? value.Word(Words.Engine) is { } engine ? new Hop { Engine = engine } : null
        : value.Object()?.Whole(ReadGateway);

    public static DocumentNode Write(Hop hop) => hop.SpiffeId is null
        ? ObjectWriter.TextNode(hop.Engine.Name())
        : ObjectWriter.Object(hop, WriteGateway);

    private static Hop ReadGateway(ObjectReader reader) => new()
    {
        Engine = reader.Required("engine")?.Word(Words.Engine) ?? Unreadable.Engine,
        SpiffeId = reader.SpiffeId("spiffeId"),
    };

    private static void WriteGateway(ObjectWriter writer, Hop hop)
    {
        writer.Text("engine", hop.Engine.Name());
        writer.SpiffeId("spiffeId", hop.SpiffeId);
    }
}
