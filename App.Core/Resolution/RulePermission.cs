using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Methods × path templates.</summary>
public sealed record RulePermission(MethodSet Methods, ValueList<PathTemplate> Paths)
{
    public bool Permits(MethodSet method, ReadOnlySpan<char> path)
    {
        if (!Methods.Contains(method))
            return false;
        foreach (var template in Paths)
        {
            if (template.Matches(path))
                return true;
        }

        return false;
    }
}
