using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class TestShape
{
    private static readonly DecisionRequest Unreadable = new() { Environment = "", Service = "", Method = "", Path = "" };

    public static PolicyTest Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        Given = reader.RequiredObject("given", RequestShape.Read) ?? Unreadable,
        Expect = reader.Required("expect")?.Word(Words.Effect) ?? Effect.Deny,
    };

    public static void Write(ObjectWriter writer, PolicyTest test)
    {
        writer.Text("name", test.Name);
        writer.Id("id", test.Id);
        writer.Object("given", test.Given, RequestShape.Write);
        writer.Word("expect", Words.Effect, test.Expect);
    }
}
