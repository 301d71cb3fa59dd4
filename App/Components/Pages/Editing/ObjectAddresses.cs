using AccessConsole.Core.Model;
using AccessConsole.Drafts;

namespace AccessConsole.Components.Pages.Editing;

/// <summary>Where the objects of a policy have their pages. A test's name is a free sentence, so names that may hold a slash are parameters.</summary>
public static class ObjectAddresses
{
    /// <summary>The kind in an address, such as <c>identity-providers</c>.</summary>
    public static string Slug(PolicyKind kind) => kind == PolicyKind.IdentityProvider ? "identity-providers" : kind.DocumentKey();

    public static PolicyKind? KindOf(string slug) => PolicyKinds.All.Where(k => Slug(k) == slug).Select(k => (PolicyKind?)k).FirstOrDefault();

    public static string ListOf(PolicyKind kind) => kind == PolicyKind.Grant ? "/grants" : $"/policy/{Slug(kind)}";

    public static string New(PolicyKind kind, Guid? draft = null) =>
        Addresses.Of(kind == PolicyKind.Grant ? "/grants/new" : $"/policy/{Slug(kind)}/edit", ("draft", draft?.ToString()));

    /// <summary>Where a new grant begins as a copy of one.</summary>
    public static string CopyOf(string grant, Guid? draft = null) => Addresses.Of("/grants/new", ("from", grant), ("draft", draft?.ToString()));

    /// <param name="draft">The draft in which it is edited; null for what is in force.</param>
    public static string Of(PolicyReference named, Guid? draft = null) => named switch
    {
        { Name: DraftText.Unnamed } => New(named.Kind, draft),
        { Kind: PolicyKind.Grant } => Addresses.Of($"/grants/{Uri.EscapeDataString(named.Name)}", ("draft", draft?.ToString())),
        _ => Addresses.Of($"/policy/{Slug(named.Kind)}/edit", ("name", named.Name), ("draft", draft?.ToString())),
    };
}
