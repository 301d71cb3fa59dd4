using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Data.Rows;

namespace AccessConsole.Data.Stores;

/// <summary>Policy objects and patches as the JSON that jsonb columns hold.</summary>
internal static class PolicyBodies
{
    public static PolicyObject ReadObject(PolicyObjectRow row) => PolicyObjectJson.Read(row.Kind, Encoding.UTF8.GetBytes(row.Body));

    public static string WritePatch(PolicyPatch patch) => Encoding.UTF8.GetString(PatchJson.Write(patch));

    public static PolicyPatch ReadPatch(string json) => PatchJson.Read(Encoding.UTF8.GetBytes(json));
}
