using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class RoleShape
{
    private static readonly PathTemplate UnreadablePath = PathTemplate.Parse("/");
    private static readonly Permission Unreadable = new() { Services = SelectorShape.Nothing, Methods = MethodSet.All };

    public static Role Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        Permissions = reader.Required("permissions")?.List(item => item.Object()?.Whole(ReadPermission), Unreadable) ?? [],
    };

    public static void Write(ObjectWriter writer, Role role)
    {
        writer.Text("name", role.Name);
        writer.Id("id", role.Id);
        writer.List("permissions", role.Permissions, permission => ObjectWriter.Object(permission, WritePermission));
    }

    public static ValueList<PathTemplate> ReadPaths(ValueReader? paths) => paths?.List(ReadPath, UnreadablePath) ?? [];

    private static Permission ReadPermission(ObjectReader reader) => new()
    {
        Services = reader.RequiredObject("services", SelectorShape.Read) ?? SelectorShape.Nothing,
        Methods = ReadMethods(reader.Required("methods")),
        Paths = ReadPaths(reader.Required("paths")),
    };

    private static void WritePermission(ObjectWriter writer, Permission permission)
    {
        writer.Object("services", permission.Services, SelectorShape.Write);
        writer.Texts("methods", permission.Methods == MethodSet.All ? ["*"] : permission.Methods.Names());
        writer.Texts("paths", permission.Paths.Select(p => p.Text));
    }

    private static MethodSet ReadMethods(ValueReader? methods) =>
        methods?.List(ReadMethod, MethodSet.All).Aggregate(MethodSet.None, (set, method) => set | method!.Value) ?? MethodSet.All;

    private static MethodSet? ReadMethod(ValueReader value) => value.Parsed(
        text => MethodSet.Of([text]) is { IsEmpty: false } method ? method : (MethodSet?)null,
        DiagnosticCodes.MethodInvalid,
        text => $"`{text}` is none of {string.Join(", ", MethodSet.KnownNames)}, nor `*` for all of them{NearestName.Suggestion(text, MethodSet.KnownNames)}");

    private static PathTemplate? ReadPath(ValueReader value)
    {
        if (value.Text() is not { } text)
            return null;
        if (!PathTemplate.TryParse(text, out var template, out var error))
            value.Error(DiagnosticCodes.PathTemplateInvalid, error);
        return template;
    }
}
